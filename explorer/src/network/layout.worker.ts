import { Layout, type Order } from "./forces";

onmessage = ({ data }: MessageEvent<Order>) => {
  const layout = new Layout(data);
  layout.run(Infinity);
  const places = layout.places();
  postMessage(places, { transfer: [places.buffer] });
};
