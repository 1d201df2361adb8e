using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Optimizers;
using OrleansFederation.Parameters;
using OrleansFederation.Schedules;

namespace OrleansFederation.Rounds;

/// <summary>
/// Moves the parameters of a round by its aggregate, block by block from first to last: trainable ones by the server's optimiser, buffers,
/// which are statistics and no directions, by the aggregate itself. What the optimiser keeps is read from the files of the round before,
/// and written to new ones, in the same pass.
/// </summary>
internal sealed class ServerBlocks : IAsyncDisposable
{
    private readonly IServerOptimizer? _optimizer;
    private readonly ServerStep _step;
    private readonly IReadOnlyList<(int Length, bool IsTrainable)> _kinds;
    private readonly List<Vector> _vectors = [];
    private int _kind;
    private int _within;

    private ServerBlocks(RoundContext context)
    {
        _kinds = context.Model.Moving.Kinds;
        if (context.Spec.Server is { } settings)
        {
            _optimizer = ServerOptimizers.Find(settings.Optimizer)
                ?? throw FederationErrors.InvalidValue.Exception("server", $"there is no optimiser '{settings.Optimizer}'");
            _step = new(settings, context.Plan.Number, settings["learningRate"] * RateSchedule.At(settings.Schedule, context.Plan.Number, context.Spec.Rounds));
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="artifacts">Where the vectors are.</param>
    /// <param name="context">The round.</param>
    /// <param name="cancellationToken">Cancels the beginning.</param>
    /// <exception cref="FederationException">FED2006 where a vector of the round before is missing or damaged.</exception>
    public static async Task<ServerBlocks> OpenAsync(IArtifactStore artifacts, RoundContext context, CancellationToken cancellationToken)
    {
        ServerBlocks blocks = new(context);
        try
        {
            var layout = context.Model.Moving.Trainable;
            foreach (var name in blocks._optimizer?.State ?? [])
            {
                var before = context.Plan.Server.FirstOrDefault(vector => vector.Name == name)?.File;
                var place = $"the server's vector '{name}' of round {context.Plan.Number - 1}";
                if (before is null && context.Plan.BaseVersion is not null)
                {
                    throw FederationErrors.ArtifactDamaged.Exception(place, "the round's plan does not name it");
                }

                var reader = before is null ? null : await ParameterFiles.OpenAsync(artifacts, before, layout, place, cancellationToken);
                blocks._vectors.Add(new(name, place, reader, (float)blocks._optimizer!.Initial(name, context.Spec.Server!)));
                blocks._vectors[^1].Writer = new(Safetensors.Frame(layout), await artifacts.BeginAsync(transient: false, cancellationToken));
            }

            return blocks;
        }
        catch
        {
            await blocks.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves the next parameters.</summary>
    /// <param name="values">The parameters, little-endian float32; changed.</param>
    /// <param name="moves">The aggregate at the same places.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask MoveAsync(Memory<byte> values, ReadOnlyMemory<byte> moves, CancellationToken cancellationToken)
    {
        while (!values.IsEmpty)
        {
            var (length, isTrainable) = _kinds[_kind];
            var bytes = Math.Min(values.Length, (length - _within) * sizeof(float));
            if (_optimizer is not null && isTrainable)
            {
                foreach (var vector in _vectors)
                {
                    await vector.ReadAsync(bytes, cancellationToken);
                }

                Step(values[..bytes], moves[..bytes]);
                foreach (var vector in _vectors)
                {
                    await vector.WriteAsync(bytes, cancellationToken);
                }
            }
            else
            {
                PartialSums.Apply(MemoryMarshal.Cast<byte, float>(values.Span[..bytes]), MemoryMarshal.Cast<byte, float>(moves.Span[..bytes]));
            }

            (values, moves) = (values[bytes..], moves[bytes..]);
            _within += bytes / sizeof(float);
            if (_within == length)
            {
                (_kind, _within) = (_kind + 1, 0);
            }
        }
    }

    /// <summary>Ends the vectors' files.</summary>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The vectors after this round; empty where the optimiser keeps none.</returns>
    /// <exception cref="FederationException">FED2006 where what was read of the round before is not what its digests say.</exception>
    public async Task<IReadOnlyList<ServerVector>> CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var vector in _vectors)
        {
            vector.Verify();
        }

        return await Task.WhenAll(_vectors.Select(async vector => new ServerVector(vector.Name, await vector.Writer!.CompleteAsync(cancellationToken))));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var vector in _vectors)
        {
            await vector.DisposeAsync();
        }
    }

    private void Step(Memory<byte> values, ReadOnlyMemory<byte> moves) => _optimizer!.Step(
        MemoryMarshal.Cast<byte, float>(values.Span), MemoryMarshal.Cast<byte, float>(moves.Span), [.. _vectors.Select(vector => vector.Values)], _step);

    /// <summary>A vector that the optimiser keeps: where it is read from, the block at hand, and where it goes.</summary>
    private sealed class Vector(string name, string place, BlockReader? before, float initial) : IAsyncDisposable
    {
        private float[] _block = [];
        private byte[] _bytes = [];

        public string Name => name;

        public Memory<float> Values => _block;

        public ParameterWriter? Writer { get; set; }

        public async ValueTask ReadAsync(int bytes, CancellationToken cancellationToken)
        {
            if (_block.Length < bytes / sizeof(float))
            {
                (_block, _bytes) = (new float[bytes / sizeof(float)], new byte[bytes]);
            }

            if (before is null)
            {
                _block.AsSpan().Fill(initial);
                return;
            }

            if (!await before.TryReadAsync(_bytes.AsMemory(0, bytes), cancellationToken))
            {
                throw FederationErrors.ArtifactDamaged.Exception(place, "it is cut short");
            }

            _bytes.AsSpan(0, bytes).CopyTo(MemoryMarshal.AsBytes(_block.AsSpan()));
        }

        public async ValueTask WriteAsync(int bytes, CancellationToken cancellationToken)
        {
            MemoryMarshal.AsBytes(_block.AsSpan())[..bytes].CopyTo(_bytes);
            await Writer!.WriteAsync(_bytes.AsMemory(0, bytes), cancellationToken);
        }

        public void Verify()
        {
            if (before?.Matches() == false)
            {
                throw FederationErrors.ArtifactDamaged.Exception(place, "its content does not match its SHA-256");
            }
        }

        public async ValueTask DisposeAsync()
        {
            before?.Dispose();
            if (Writer is { } writer)
            {
                await writer.DisposeAsync();
            }
        }
    }
}
