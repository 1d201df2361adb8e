using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Optimizers;
using OrleansFederation.Parameters;

namespace OrleansFederation.Rounds;

/// <summary>
/// Moves the base's parameters by the aggregate and stores them as safetensors and ONNX, and what the server's optimiser keeps, all in
/// blocks: memory follows from the block and the number of sites, not from the model.
/// </summary>
internal sealed class AggregateFiles(IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>Writes the files.</summary>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="participation">Whose it is.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The files; null where the aggregate is not to be used.</returns>
    public async Task<(ArtifactRef Parameters, ArtifactRef Onnx, IReadOnlyList<ServerVector> Server)?> WriteAsync(IAggregateBlocks aggregate, Participation participation, CancellationToken cancellationToken)
    {
        var (layout, plan) = (context.Model.Layout, context.Plan);
        using var start = await OpenBaseAsync(layout, cancellationToken);
        await using var parameters = new ParameterWriter(Safetensors.Frame(layout), await artifacts.BeginAsync(transient: false, cancellationToken));
        await using var onnx = new ParameterWriter(await OnnxFrames.OfAsync(exporter, artifacts, context.Spec.Model, context.Preprocessing, cancellationToken), await artifacts.BeginAsync(transient: false, cancellationToken));
        await using var server = await ServerBlocks.OpenAsync(artifacts, context, participation, cancellationToken);
        var length = Math.Min(aggregate.BlockLength, layout.Length);
        var (values, moves) = (new byte[length * sizeof(float)], new byte[length * sizeof(float)]);
        var byStep = aggregate.ByStep is null ? moves : new byte[moves.Length];
        foreach (var (run, isMoved) in context.Model.Moving.Runs)
        {
            for (var done = 0; done < run; done += length)
            {
                var bytes = Math.Min(length, run - done) * sizeof(float);
                var move = isMoved ? aggregate.TryReadAsync(moves.AsMemory(0, bytes), cancellationToken) : Task.FromResult(true);
                var step = isMoved && aggregate.ByStep is { } steps ? steps.TryReadAsync(byStep.AsMemory(0, bytes), cancellationToken) : Task.FromResult(true);
                var read = await Task.WhenAll(start.TryReadAsync(values.AsMemory(0, bytes), cancellationToken), move, step);
                if (!read[0])
                {
                    throw Damaged("it is cut short");
                }

                if (!read[1] || !read[2])
                {
                    return null;
                }

                if (isMoved)
                {
                    await server.MoveAsync(values.AsMemory(0, bytes), moves.AsMemory(0, bytes), byStep.AsMemory(0, bytes), cancellationToken);
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

        // All wait for the disk, so they wait together.
        var vectors = server.CompleteAsync(cancellationToken);
        var files = Task.WhenAll(parameters.CompleteAsync(cancellationToken), onnx.CompleteAsync(cancellationToken));
        await Task.WhenAll(vectors, files);
        return ((await files)[0], (await files)[1], await vectors);
    }

    private Task<BlockReader> OpenBaseAsync(ParameterLayout layout, CancellationToken cancellationToken) =>
        ParameterFiles.OpenAsync(artifacts, context.Plan.Base, layout, PlaceOfBase, cancellationToken);

    private string PlaceOfBase => $"the parameters {context.Plan.Base.Digest}";

    private FederationException Damaged(string cause) => FederationErrors.ArtifactDamaged.Exception(PlaceOfBase, cause);
}
