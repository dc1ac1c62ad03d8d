// Times a model with onnxruntime: node onnxruntime.mjs MODEL.onnx THREADS RUNS DIM…
// It needs `npm install --ignore-scripts onnxruntime-node` in the current folder.
import { createRequire } from 'module';
import path from 'path';

const ort = createRequire (path.join (process.cwd (), 'x.js')) ('onnxruntime-node');
const [file, threads, runs, ...rest] = process.argv.slice (2);
const dims = rest.map (Number);
const data = new Float32Array (dims.reduce ((a, b) => a * b, 1)).map (() => Math.random () - 0.5);
const session = await ort.InferenceSession.create (file, {
  intraOpNumThreads : +threads, interOpNumThreads : 1, graphOptimizationLevel : 'all' });
const feed = { [session.inputNames[0]] : new ort.Tensor ('float32', data, dims) };
const times = [];

for (let i = 0; i < 3; i++)
  await session.run (feed);
for (let i = 0; i < +runs; i++) {
  const start = performance.now ();
  await session.run (feed);
  times.push (performance.now () - start);
}
times.sort ((a, b) => a - b);
console.log (`${path.basename (file)} median ${times[times.length >> 1].toFixed (4)} ` +
             `min ${times[0].toFixed (4)} ms ` +
             `peak ${(process.resourceUsage ().maxRSS * 1024 / 1e6).toFixed (1)} MB`);
