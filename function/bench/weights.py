"""Makes what the engine benchmark measures: GPT-2 with random weights, in the form that each contender reads.

    weights.py build/bench --size 124m
    weights.py build/bench --size 355m --only checkpoint int8 int4 q8_0 q4_0 --llama llama.cpp \\
        --llama-peer build/bench/llama_peer

A folder for each size: checkpoint (Hugging Face's layout), int8 and int4 (as `model-export quantize` writes
them), plain and plain-int8 (torch's own ONNX export with past and present as inputs and outputs, and ONNX
Runtime's dynamic quantization of it), jlama (the checkpoint under the names of OpenAI's release, which Jlama
asks for), q8_0.gguf and q4_0.gguf (written and quantized by llama.cpp's own).
What is there already is kept. Speed does not depend on what the weights say; quality is not measured with
these. Needs model-export's packages.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
# layers, heads, width
SIZES = {"124m": (12, 12, 768), "355m": (24, 16, 1024)}
VOCABULARY = 50257
CONTEXT = 1024
# Windows of text that fix the scales of the int8 KV cache: random weights need no more.
WINDOWS = 2


def checkpoint(folder: Path, size: str) -> None:
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    layers, heads, width = SIZES[size]
    torch.manual_seed(1)
    config = GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=CONTEXT,
        n_layer=layers,
        n_head=heads,
        n_embd=width,
        n_ctx=CONTEXT,  # the older name, which llama.cpp's and Jlama's readers ask for
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    # Any tokenizer that fits will do: it reads the text that calibrates.
    shipped = next((ROOT / "function/models").glob("*/tokenizer.json"))
    (folder / "tokenizer.json").write_bytes(shipped.read_bytes())


def quantized(folder: Path, weights: str) -> None:
    from model_export.cli import main

    corpus = str(ROOT / "model-export/corpus")
    how = ["--weights", weights, "--rounding", "nearest", "--windows", str(WINDOWS), "--text", corpus]
    if main(["quantize", str(folder.parent / "checkpoint"), "--out", str(folder), *how]):
        raise SystemExit(1)


def plain(folder: Path) -> None:
    """What a model gets whose owner exports it without further thought."""
    import torch
    from transformers import DynamicCache, GPT2LMHeadModel

    class WithPast(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, *past):
            cache = DynamicCache()
            for layer in range(len(past) // 2):
                cache.update(past[2 * layer], past[2 * layer + 1], layer)
            out = self.model(input_ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            present = [part for layer in out.past_key_values.layers for part in (layer.keys, layer.values)]
            return out.logits[:, -1], *present

    model = GPT2LMHeadModel.from_pretrained(folder.parent / "checkpoint", attn_implementation="eager").eval()
    a = model.config
    past = [torch.zeros(2, a.n_head, 5, a.n_embd // a.n_head) for _ in range(2 * a.n_layer)]
    names = [f"{i}.{part}" for i in range(a.n_layer) for part in ("key", "value")]
    inputs = ["input_ids", *(f"past.{name}" for name in names)]
    outputs = ["logits", *(f"present.{name}" for name in names)]
    axes = {name: {0: "batch", 2: "past"} for name in inputs[1:]}
    axes |= {name: {0: "batch", 2: "total"} for name in outputs[1:]}
    folder.mkdir()
    torch.onnx.export(
        WithPast(model),
        (torch.zeros(2, 3, dtype=torch.int64), *past),
        folder / "model.onnx",
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes | {"input_ids": {0: "batch", 1: "tokens"}, "logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def plain_int8(folder: Path) -> None:
    from onnxruntime.quantization import quantize_dynamic

    folder.mkdir()
    quantize_dynamic(folder.parent / "plain" / "model.onnx", folder / "model.onnx")


def jlama(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    source = folder.parent / "checkpoint"
    tensors = load_file(source / "model.safetensors")
    folder.mkdir()
    save_file(
        {name.removeprefix("transformer."): tensor for name, tensor in tensors.items()},
        folder / "model.safetensors",
    )
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_bytes((source / name).read_bytes())


def gguf_f32(file: Path, llama: Path) -> None:
    """The checkpoint's weights under llama.cpp's names; the benchmark needs no vocabulary."""
    sys.path.insert(0, str(llama / "gguf-py"))
    import gguf
    from model_export.export_checkpoint import read_checkpoint

    source = read_checkpoint(file.parent / "checkpoint")
    a = source.architecture
    writer = gguf.GGUFWriter(file, "gpt2")
    writer.add_context_length(a.context)
    writer.add_embedding_length(a.width)
    writer.add_block_count(a.layers)
    writer.add_feed_forward_length(a.inner)
    writer.add_head_count(a.heads)
    writer.add_layer_norm_eps(a.epsilon)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_vocab_size(a.vocabulary)
    writer.add_tokenizer_model("none")
    parts = {"ln_1": "attn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output"}
    parts |= {"ln_2": "ffn_norm", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down"}
    names = {"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm"}
    names |= {f"h.{i}.{ours}": f"blk.{i}.{theirs}" for i in range(a.layers) for ours, theirs in parts.items()}
    for name, tensor in source.tensors.items():
        module, kind = name.rsplit(".", 1)
        # GPT-2 holds its matrices [in, out]
        matrix = tensor.T if ".c_" in module and kind == "weight" else tensor
        writer.add_tensor(f"{names[module]}.{kind}", np.ascontiguousarray(matrix))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf(file: Path, llama: Path, peer: Path) -> None:
    whole = file.with_name("f32.gguf")
    if not whole.exists():
        gguf_f32(whole, llama)
    subprocess.run([peer, whole, file.stem, file], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", choices=SIZES, default="124m")
    parser.add_argument(
        "--llama", type=Path, help="folder of llama.cpp's source; without it there is no GGUF"
    )
    parser.add_argument("--llama-peer", type=Path, help="llama_peer.cpp, built")
    parser.add_argument("--only", nargs="+", help="names of what to make; all of them if not given")
    args = parser.parse_args()
    folder = args.out / args.size
    folder.mkdir(parents=True, exist_ok=True)
    makers = {
        "checkpoint": lambda place: checkpoint(place, args.size),
        "int8": lambda place: quantized(place, "int8"),
        "int4": lambda place: quantized(place, "int4"),
        "plain": plain,
        "plain-int8": plain_int8,
        "jlama": jlama,
    }
    if args.llama and args.llama_peer:
        makers |= dict.fromkeys(
            ("q8_0.gguf", "q4_0.gguf"), lambda place: gguf(place, args.llama, args.llama_peer)
        )
    for name, make in makers.items():
        if (folder / name).exists() or (args.only and name.removesuffix(".gguf") not in args.only):
            continue
        make(folder / name)
        print(folder / name, flush=True)


if __name__ == "__main__":
    main()
