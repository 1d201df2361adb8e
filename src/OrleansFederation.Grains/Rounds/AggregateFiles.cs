using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Rounds;

/// <summary>
/// Moves the base's parameters by the aggregate and stores them as safetensors and ONNX, all in blocks: memory follows from the block and
/// the number of sites, not from the model.
/// </summary>
internal sealed class AggregateFiles(IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>Writes the files.</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The files; null where the aggregate is not to be used.</returns>
    public async Task<(ArtifactRef Parameters, ArtifactRef Onnx)?> WriteAsync(IAggregateBlocks aggregate, CancellationToken cancellationToken)
    {
        var (layout, plan) = (context.Model.Layout, context.Plan);
        using var start = await OpenBaseAsync(layout, cancellationToken);
        await using var parameters = new ParameterWriter(Safetensors.Frame(layout), await artifacts.BeginAsync(transient: false, cancellationToken));
        await using var onnx = new ParameterWriter(await OnnxFrames.OfAsync(exporter, artifacts, context.Spec.Model, await PreprocessingAsync(cancellationToken), cancellationToken), await artifacts.BeginAsync(transient: false, cancellationToken));
        var length = Math.Min(aggregate.BlockLength, layout.Length);
        var (values, moves) = (new byte[length * sizeof(float)], new byte[length * sizeof(float)]);
        foreach (var (run, isMoved) in context.Model.Moving.Runs)
        {
            for (var done = 0; done < run; done += length)
            {
                var bytes = Math.Min(length, run - done) * sizeof(float);
                var move = isMoved ? aggregate.TryReadAsync(moves.AsMemory(0, bytes), cancellationToken) : Task.FromResult(true);
                var read = await Task.WhenAll(start.TryReadAsync(values.AsMemory(0, bytes), cancellationToken), move);
                if (!read[0])
                {
                    throw Damaged("it is cut short");
                }

                if (!read[1])
                {
                    return null;
                }

                if (isMoved)
                {
                    PartialSums.Apply(MemoryMarshal.Cast<byte, float>(values.AsSpan(0, bytes)), MemoryMarshal.Cast<byte, float>(moves.AsSpan(0, bytes)));
                }

                await Task.WhenAll(parameters.WriteAsync(values.AsMemory(0, bytes), cancellationToken).AsTask(), onnx.WriteAsync(values.AsMemory(0, bytes), cancellationToken).AsTask());
            }
        }

        if (!aggregate.Verify())
        {
            return null;
        }

        if (!start.Matches())
        {
            throw Damaged("its content does not match its SHA-256");
        }

        // Both wait for the disk, so they wait together.
        var files = await Task.WhenAll(parameters.CompleteAsync(cancellationToken), onnx.CompleteAsync(cancellationToken));
        return (files[0], files[1]);
    }

    private async Task<FittedPreprocessing?> PreprocessingAsync(CancellationToken cancellationToken) => context.Preprocessing is { } fitted
        ? (await Preprocessors.ReadAsync(artifacts, fitted, cancellationToken)).Common
        : null;

    private async Task<BlockReader> OpenBaseAsync(ParameterLayout layout, CancellationToken cancellationToken)
    {
        var reader = BlockReader.Of(artifacts, context.Plan.Base);
        try
        {
            var opening = new byte[Safetensors.Opening(layout).Length];
            if (!await reader.TryReadAsync(opening, cancellationToken))
            {
                throw Damaged("it is cut short");
            }

            Safetensors.CheckOpening(layout, opening, context.Plan.Base.Length, $"the parameters {context.Plan.Base.Digest}");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private FederationException Damaged(string cause) => FederationErrors.ArtifactDamaged.Exception($"the parameters {context.Plan.Base.Digest}", cause);
}
