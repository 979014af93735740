export default 1;
export const meta = import.meta;
