/** The sample ids of the examples, the same in what is sent and in what is answered. */
export const CUSTOMER = 'cus_01KAQ2X5V8Z3D9M4N7P6R2S1T0';
export const LINK_SESSION = 'lks_01KAQ2XB0Q7WQ3C8J5T1M9Y4RE';
export const WALLET = 'wal_01KAQ2Z1H4N6V0S8K3E7B5X2GA';
export const ORDER = 'ord_01KAQ30M6D2R9T4F8P1C7Y5HWJ';
export const FAILED_ORDER = 'ord_01KAQ31C8K5A3V7N0S4Z6E9QTB';
export const CANCELLED_ORDER = 'ord_01KAQ32F2X9G6M1D5R8W4J7YPC';
export const REFUND = 'ref_01KAQ33T7S0B4H8Q2N6V9K3EXD';
/** Our ids of payments and of a refund at Alipay. */
export const PAYMENT_REQUEST = 'pay_01KAQ30M6D8C2E5J9W3X7T1ZRV';
export const FAILED_PAYMENT_REQUEST = 'pay_01KAQ31C8K4G7Q0B6Y2M9S5NHE';
export const RETRIED_PAYMENT_REQUEST = 'pay_01KAQ31R5V1T8D3P7C6F0K4WJA';
export const CANCELLED_PAYMENT_REQUEST = 'pay_01KAQ32F2X3N9H5Z1R7E8B6QSG';
/** The refund's own letters, without the line. */
export const REFUND_REQUEST = 'ref01KAQ33T7S0B4H8Q2N6V9K3EXD';
