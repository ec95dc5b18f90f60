export { didYouMean, nearest } from "../policy/nearest.js";
