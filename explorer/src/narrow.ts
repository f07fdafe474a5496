import { MediaQuery } from "svelte/reactivity";

/** Phones, and windows as narrow as these: the width at which style.css changes, too. */
export const narrow = new MediaQuery("(max-width: 45rem)");
