// One line in: a round of single samples through ONNX Runtime; one line out: nanoseconds a sample.
const { createRequire } = require('module'), { join } = require('path'), fs = require('fs');
const [folder, model, features, width] = process.argv.slice(2);
const ort = createRequire(join(folder, 'here.js'))('onnxruntime-node');
(async () => {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const bytes = fs.readFileSync(features), all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), samples = [];
  for (let at = 0; at < all.length; at += +width) samples.push(new ort.Tensor('float64', all.slice(at, at + +width), [1, +width]));
  const round = async () => {
    const start = process.hrtime.bigint();
    for (const x of samples) await session.run({ [session.inputNames[0]]: x });
    return Number(process.hrtime.bigint() - start) / samples.length;
  };
  await round();
  console.log('ready');
  for await (const _ of require('readline').createInterface({ input: process.stdin })) console.log(await round());
})().catch(e => { console.log(`failed: ${e.message}`); process.exit(1); });
