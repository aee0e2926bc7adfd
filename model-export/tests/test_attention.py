"""Laws of attention in blocks: the function that PyTorch computes, and its gradients."""

import json

import pytest
import torch
from torch.nn import functional

from model_export import attention
from model_export.training import new_model, save_checkpoint


@pytest.mark.parametrize("tokens", [1, 37, attention.BLOCK, attention.BLOCK + 1, 512])
def test_blocks_give_what_causal_attention_gives(tokens):
    torch.manual_seed(tokens)
    given = [torch.randn(2, 3, tokens, 64, dtype=torch.float64, requires_grad=True) for _ in range(3)]
    weights = torch.randn(2, 3, tokens, 64, dtype=torch.float64)
    blocks = attention.causal(*given)
    whole = functional.scaled_dot_product_attention(*given, is_causal=True)
    torch.testing.assert_close(blocks, whole, atol=1e-6, rtol=1e-6)
    for found, expected in zip(
        torch.autograd.grad((blocks * weights).sum(), given),
        torch.autograd.grad((whole * weights).sum(), given),
        strict=True,
    ):
        torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-6)


def test_no_token_sees_a_later_one():
    torch.manual_seed(1)
    query, key, value = (torch.randn(1, 1, 300, 64) for _ in range(3))
    before = attention.causal(query, key, value)
    key[:, :, 200:], value[:, :, 200:] = 5, 5
    assert torch.equal(attention.causal(query, key, value)[:, :, :200], before[:, :, :200])


def test_a_model_that_attends_in_blocks_writes_the_same_logits_and_the_same_checkpoint(tmp_path):
    torch.manual_seed(1)
    model = new_model(2, 64, 97, 160, 0.0).eval()
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    save_checkpoint(model, tmp_path / "tokenizer.json", tmp_path / "before")
    ids = torch.randint(0, 97, (2, 150))
    expected = model(ids).logits
    attention.use(model)
    torch.testing.assert_close(model(ids).logits, expected, atol=1e-5, rtol=1e-5)
    save_checkpoint(model, tmp_path / "tokenizer.json", tmp_path / "after")
    for name in ("config.json", "model.safetensors"):
        assert (tmp_path / "before" / name).read_bytes() == (tmp_path / "after" / name).read_bytes(), name
    assert "attn_implementation" not in json.loads((tmp_path / "after" / "config.json").read_text())
