/** Bounds of an order, as Alipay takes them; for forms too: no schema comes with them to the browser. */
export const DESCRIPTION_MAX = 256;
export const REFERENCE_MAX = 64;
