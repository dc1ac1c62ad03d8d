// Whether onnxruntime gives what we do for models: node agree.mjs NETGRAPH MODEL.onnx…
// Inputs are drawn, varying lengths are 2 for N and 5 for others. It needs
// `npm install --ignore-scripts onnxruntime-node` in the current folder.
import { execFileSync } from 'child_process';
import fs from 'fs';
import { createRequire } from 'module';
import os from 'os';
import path from 'path';

const ort = createRequire (path.join (process.cwd (), 'x.js')) ('onnxruntime-node');
const [netgraph, ...models] = process.argv.slice (2);
const folder = fs.mkdtempSync (path.join (os.tmpdir (), 'agree-'));
const kinds = {
  float32 : { code : '<f4', array : Float32Array, draw : () => 2 * Math.random () - 1 },
  int64 : { code : '<i8', array : BigInt64Array, draw : () => BigInt (Math.random () < 0.5 ? 1 : 2) },
  bool : { code : '|b1', array : Uint8Array, draw : () => Math.random () < 0.5 ? 1 : 0 },
};
const readers = { '<f4' : Float32Array, '<f8' : Float64Array, '<i8' : BigInt64Array, '|b1' : Uint8Array };

function writeNpy (file, kind, dims, data) {
  const shape = `(${dims.map (d => d + ',').join (' ')})`;
  let head = `{'descr': '${kind.code}', 'fortran_order': False, 'shape': ${shape}, }`;
  head += ' '.repeat (63 - (10 + head.length) % 64) + '\n';
  const size = Buffer.alloc (2);
  size.writeUInt16LE (head.length);
  fs.writeFileSync (file, Buffer.concat ([ Buffer.from ('\x93NUMPY\x01\x00', 'latin1'), size,
                                           Buffer.from (head), Buffer.from (data.buffer) ]));
}

function readNpy (file) {
  const bytes = fs.readFileSync (file), length = bytes.readUInt16LE (8);
  const code = /'descr': '([^']*)'/.exec (bytes.toString ('latin1', 10, 10 + length))[1];
  const data = bytes.subarray (10 + length);
  return new readers[code] (data.buffer.slice (data.byteOffset, data.byteOffset + data.length));
}

// The greatest difference, relative to the greatest element.
function distance (ours, theirs) {
  let greatest = 1e-3, worst = ours.length === theirs.length ? 0 : Infinity;

  for (const x of ours)
    greatest = Math.max (greatest, Math.abs (Number (x)));
  for (let i = 0; i < ours.length; i++) {
    const x = Number (ours[i]), y = Number (theirs[i]);
    if (x !== y && !(Number.isNaN (x) && Number.isNaN (y)))
      worst = Math.max (worst, Math.abs (x - y) / greatest);
  }
  return worst;
}

async function compare (model) {
  const session = await ort.InferenceSession.create (model, { logSeverityLevel : 3 });
  const feed = {}, words = [ 'run', model, '--raw' ], results = {};

  session.inputMetadata.forEach (({ name, type, shape }, i) => {
    const kind = kinds[type], file = path.join (folder, `in${i}.npy`);
    const dims = shape.map (d => typeof d === 'number' ? d : d === 'N' ? 2 : 5);
    const data = new kind.array (dims.reduce ((a, b) => a * b, 1)).map (kind.draw);
    feed[name] = new ort.Tensor (type, data, dims);
    writeNpy (file, kind, dims, data);
    words.push ('--in', `${name}=${file}`);
  });
  session.outputNames.forEach ((name, i) => {
    results[name] = path.join (folder, `out${i}.npy`);
    words.push ('--out', `${name}=${results[name]}`);
  });
  execFileSync (netgraph, words, { stdio : [ 'ignore', 'ignore', 'inherit' ] });
  const theirs = await session.run (feed);
  return Math.max (...session.outputNames.map (
      name => distance (readNpy (results[name]), theirs[name].data)));
}

let failed = 0;
for (const model of models) {
  let word;
  try {
    const worst = await compare (model);
    word = worst <= 2e-5 ? 'agrees' : `differs by ${worst}`;
  } catch (error) {
    word = String (error.message).split ('\n')[0];
  }
  failed += word === 'agrees' ? 0 : 1;
  console.log (`${path.basename (model)}: ${word}`);
}
fs.rmSync (folder, { recursive : true });
process.exitCode = failed > 0 ? 1 : 0;
