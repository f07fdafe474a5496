import { mount } from "svelte";
import App from "./App.svelte";
import { followLinks } from "./router.svelte";

followLinks();
mount(App, { target: document.getElementById("app")! });
