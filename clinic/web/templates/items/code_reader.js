// Reads codes out of pictures, beside the page. Its own policy lets it start one compiled program of ours and nothing
// else, so that no page needs that right; a picture that it was given is forgotten with the answer.
"use strict";

importScripts("{{ program }}");

// Kinds of code on packs and on our labels. Text as the code holds it: FNC1 stays where it separates two parts.
const HOW = { formats: ["DataMatrix", "QRCode", "Code128"], textMode: "Plain", tryHarder: true, maxNumberOfSymbols: 4 };
ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => "{{ compiled }}" } });

// The prefix of GS1 is what a hand scanner sends before a code that holds GS1 data.
const isOfPack = (one) => one.contentType === "GS1";
const textOf = (one) => (isOfPack(one) ? one.symbologyIdentifier + one.text : one.text);

self.addEventListener("message", async ({ data: { number, width, height, pixels } }) => {
  try {
    const picture = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const found = (await ZXingWASM.readBarcodes(picture, HOW)).filter((one) => one.isValid && one.text);
    found.sort((one, other) => isOfPack(other) - isOfPack(one));
    self.postMessage({ number, texts: found.map(textOf) });
  } catch {
    self.postMessage({ number, texts: null });
  }
});
