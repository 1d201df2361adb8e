using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace OrleansFederation.Training;

/// <summary>What the transformer template is held against: the same model of TorchSharp's own modules, with its own Adam. One instance a thread.</summary>
internal sealed class BareTransformer : IDisposable
{
    private readonly int _length;
    private readonly int _width;
    private readonly Embedding _tokens;
    private readonly Embedding _positions;
    private readonly List<Block> _blocks = [];
    private readonly LayerNorm _norm;
    private readonly Linear _head;
    private readonly torch.Tensor _places;
    private readonly Parameter[] _parameters;

    /// <summary>Makes the model with torch's own initial values.</summary>
    public BareTransformer(int vocabulary, int length, int width, int heads, int depth, int classes)
    {
        (_length, _width) = (length, width);
        _tokens = torch.nn.Embedding(vocabulary, width);
        _positions = torch.nn.Embedding(length, width);
        for (var i = 0; i < depth; i++)
        {
            _blocks.Add(new(length, width, heads));
        }

        _norm = torch.nn.LayerNorm(width);
        _head = torch.nn.Linear(width, classes);
        _places = torch.arange(length, dtype: torch.int64);
        _parameters = [.. _tokens.parameters(), .. _positions.parameters(), .. _blocks.SelectMany(block => block.Parameters), .. _norm.parameters(), .. _head.parameters()];
    }

    /// <summary>The number of parameters.</summary>
    public int Length => (int)_parameters.Sum(parameter => parameter.numel());

    /// <summary>Replaces all parameters.</summary>
    /// <param name="values">The values, in the order of the template's layers.</param>
    public void Write(ReadOnlySpan<float> values)
    {
        foreach (var parameter in _parameters)
        {
            var own = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            values[..own.Length].CopyTo(own);
            values = values[own.Length..];
        }
    }

    /// <summary>Trains one epoch with a new Adam, learning rate 0.001.</summary>
    /// <param name="tokens">Token ids, example by example.</param>
    /// <param name="labels">A class an example.</param>
    /// <param name="order">The examples in the order in which they are taken.</param>
    /// <param name="batchSize">Examples a step.</param>
    /// <returns>The mean loss.</returns>
    public double Train(ReadOnlySpan<float> tokens, ReadOnlySpan<float> labels, ReadOnlySpan<int> order, int batchSize)
    {
        using var adam = torch.optim.Adam(_parameters, 0.001);
        var sum = 0.0;
        for (var begin = 0; begin < order.Length; begin += batchSize)
        {
            using var scope = torch.NewDisposeScope();
            var indices = order.Slice(begin, Math.Min(batchSize, order.Length - begin));
            var inputs = torch.empty(indices.Length, _length, dtype: torch.int64);
            var targets = torch.empty(indices.Length, dtype: torch.int64);
            var ids = MemoryMarshal.Cast<byte, long>(inputs.bytes);
            var classes = MemoryMarshal.Cast<byte, long>(targets.bytes);
            for (var i = 0; i < indices.Length; i++)
            {
                classes[i] = (long)labels[indices[i]];
                for (var p = 0; p < _length; p++)
                {
                    ids[i * _length + p] = (long)tokens[indices[i] * _length + p];
                }
            }

            adam.zero_grad();
            var loss = torch.nn.functional.cross_entropy(Forward(inputs), targets);
            loss.backward();
            adam.step();
            sum += (double)loss.item<float>() * indices.Length;
        }

        return sum / order.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        _positions.Dispose();
        _blocks.ForEach(block => block.Dispose());
        _norm.Dispose();
        _head.Dispose();
        _places.Dispose();
    }

    private torch.Tensor Forward(torch.Tensor tokens)
    {
        var value = _tokens.forward(tokens) + _positions.forward(_places);
        foreach (var block in _blocks)
        {
            value = block.Forward(value);
        }

        return _head.forward(_norm.forward(value).mean([1]));
    }

    private sealed class Block(int length, int width, int heads) : IDisposable
    {
        private readonly LayerNorm _first = torch.nn.LayerNorm(width);
        private readonly Linear _in = torch.nn.Linear(width, 3 * width);
        private readonly Linear _out = torch.nn.Linear(width, width);
        private readonly LayerNorm _second = torch.nn.LayerNorm(width);
        private readonly Linear _up = torch.nn.Linear(width, 4 * width);
        private readonly Linear _down = torch.nn.Linear(4 * width, width);

        public IEnumerable<Parameter> Parameters => [.. _first.parameters(), .. _in.parameters(), .. _out.parameters(), .. _second.parameters(), .. _up.parameters(), .. _down.parameters()];

        public torch.Tensor Forward(torch.Tensor input)
        {
            var parts = _in.forward(_first.forward(input)).chunk(3, -1);
            var seen = torch.nn.functional.scaled_dot_product_attention(Heads(parts[0]), Heads(parts[1]), Heads(parts[2]));
            var value = input + _out.forward(seen.transpose(1, 2).reshape(-1, length, width));
            return value + _down.forward(torch.nn.functional.gelu(_up.forward(_second.forward(value))));
        }

        public void Dispose()
        {
            foreach (var module in (IDisposable[])[_first, _in, _out, _second, _up, _down])
            {
                module.Dispose();
            }
        }

        private torch.Tensor Heads(torch.Tensor part) => part.view(-1, length, heads, width / heads).transpose(1, 2);
    }
}
