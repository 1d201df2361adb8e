using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Optimizers;
using OrleansFederation.Parameters;
using OrleansFederation.Schedules;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Moves the parameters of a round by its aggregate, block by block from first to last: trainable ones by the server's optimiser or by what
/// the clients' objective asks for, buffers, which are statistics and no directions, by the aggregate itself. What the server keeps is read
/// from the files of the round before, and written to new ones, in the same pass.
/// </summary>
internal sealed class ServerBlocks : IAsyncDisposable
{
    private readonly IServerOptimizer? _optimizer;
    private readonly ServerStep _step;
    private readonly IReadOnlyList<(int Length, bool IsTrainable)> _kinds;
    private readonly List<KeptVector> _vectors = [];
    private readonly TrainingSpec _training;
    private readonly double _share;
    private readonly double _perStep;
    private int _kind;
    private int _within;

    private ServerBlocks(RoundContext context, Participation participation)
    {
        (_training, _share) = (context.Spec.Training, participation.Share);
        _perStep = ControlVariates.PerStep(_training, RateSchedule.At(_training.Schedule, context.Plan.Number, context.Spec.Rounds), participation.Steps ?? 1);
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
    /// <param name="participation">Who contributed.</param>
    /// <param name="cancellationToken">Cancels the beginning.</param>
    /// <exception cref="FederationException">FED2006 where a vector of the round before is missing or damaged.</exception>
    public static async Task<ServerBlocks> OpenAsync(IArtifactStore artifacts, RoundContext context, Participation participation, CancellationToken cancellationToken)
    {
        ServerBlocks blocks = new(context, participation);
        try
        {
            var layout = context.Model.Moving.Trainable;
            foreach (var (name, initial) in blocks.Names(context.Spec))
            {
                var before = context.Plan.Server.FirstOrDefault(vector => vector.Name == name)?.File;
                var place = $"the server's vector '{name}' of round {context.Plan.Number - 1}";
                if (before is null && context.Plan.BaseVersion is not null)
                {
                    throw FederationErrors.ArtifactDamaged.Exception(place, "the round's plan does not name it");
                }

                var reader = before is null ? null : await ParameterFiles.OpenAsync(artifacts, before, layout, place, cancellationToken);
                blocks._vectors.Add(new(name, place, reader, (float)initial));
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
    /// <param name="byStep">The updates' mean by the steps that they took, at the same places; the aggregate where all took as many, or where nothing depends on it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask MoveAsync(Memory<byte> values, ReadOnlyMemory<byte> moves, ReadOnlyMemory<byte> byStep, CancellationToken cancellationToken)
    {
        while (!values.IsEmpty)
        {
            var (length, isTrainable) = _kinds[_kind];
            var bytes = Math.Min(values.Length, (length - _within) * sizeof(float));
            if (isTrainable)
            {
                foreach (var vector in _vectors)
                {
                    await vector.ReadAsync(bytes, cancellationToken);
                }

                Step(MemoryMarshal.Cast<byte, float>(values.Span[..bytes]), MemoryMarshal.Cast<byte, float>(moves.Span[..bytes]), MemoryMarshal.Cast<byte, float>(byStep.Span[..bytes]));
                foreach (var vector in _vectors)
                {
                    await vector.WriteAsync(bytes, cancellationToken);
                }
            }
            else
            {
                PartialSums.Apply(MemoryMarshal.Cast<byte, float>(values.Span[..bytes]), MemoryMarshal.Cast<byte, float>(moves.Span[..bytes]));
            }

            (values, moves, byStep) = (values[bytes..], moves[bytes..], byStep[bytes..]);
            _within += bytes / sizeof(float);
            if (_within == length)
            {
                (_kind, _within) = (_kind + 1, 0);
            }
        }
    }

    /// <summary>Ends the vectors' files.</summary>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The vectors after this round; empty where the server keeps none.</returns>
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

    /// <summary>What the server keeps, and what it is before the first round: the optimiser's, then what goes with the clients' states.</summary>
    private IEnumerable<(string Name, double Initial)> Names(FederationSpec spec)
    {
        foreach (var name in _optimizer?.State ?? [])
        {
            yield return (name, _optimizer!.Initial(name, spec.Server!));
        }

        if (_training.Scaffold)
        {
            yield return (ControlVariates.Name, 0);
        }

        if (_training.Dynamic is not null)
        {
            yield return (DynamicRegulariser.Name, 0);
        }
    }

    private void Step(Span<float> values, ReadOnlySpan<float> moves, ReadOnlySpan<float> byStep)
    {
        if (_training.Dynamic is { } alpha)
        {
            DynamicRegulariser.Step(values, moves, _vectors[^1].Values.Span[..values.Length], alpha, _share);
        }
        else if (_optimizer is not null)
        {
            _optimizer.Step(values, moves, [.. _vectors.Take(_optimizer.State.Count).Select(vector => vector.Values)], _step);
        }
        else
        {
            PartialSums.Apply(values, moves);
        }

        if (_training.Scaffold)
        {
            ControlVariates.MoveCommon(_vectors[^1].Values.Span[..values.Length], byStep, _perStep, _share);
        }
    }
}
