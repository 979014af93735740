export default 1;
export const name = import.meta.filename;
