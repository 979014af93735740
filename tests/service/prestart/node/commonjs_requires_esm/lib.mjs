export default 1;
export const two = 2;
