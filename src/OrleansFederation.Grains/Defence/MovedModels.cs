using System.Globalization;
using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Defence;

/// <summary>
/// Writes the round's base moved by one update alone as an ONNX file, in blocks, to be evaluated, and removes it afterwards. It is none of
/// the transient ones, which no site may read. Its description is the trial's, so that its bytes are no other file's: not those of the
/// version that they may come to, and not those of another federation that happens to try the same.
/// </summary>
internal sealed class MovedModels(IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    private const int BlockLength = UpdatePiece.LargestLength / sizeof(float);

    private ParameterFrame? _frame;

    /// <summary>Writes it.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="contribution">The update, and the site that holds it.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The file; null where the update is lost.</returns>
    /// <exception cref="FederationException">FED2006 where the base is damaged; FED3021.</exception>
    public async Task<ArtifactRef?> TryWriteAsync(TaskKey trial, (string Site, Contribution Contribution) contribution, TimeSpan within, CancellationToken cancellationToken)
    {
        var place = $"the parameters {context.Plan.Base.Digest}";
        using UpdatePass pass = new(context, [contribution], BlockLength, within);
        if (!await pass.TryOpenAsync(cancellationToken))
        {
            return null;
        }

        using var start = await ParameterFiles.OpenAsync(artifacts, context.Plan.Base, context.Model.Layout, place, cancellationToken);
        await using var onnx = new ParameterWriter(await FrameAsync(trial, cancellationToken), await artifacts.BeginAsync(transient: false, cancellationToken));
        var values = new byte[Math.Min(BlockLength, context.Model.Layout.Length) * sizeof(float)];
        foreach (var (run, isMoved) in context.Model.Moving.Runs)
        {
            for (var done = 0; done < run; done += BlockLength)
            {
                var length = Math.Min(BlockLength, run - done);
                var bytes = values.AsMemory(0, length * sizeof(float));
                if (!await start.TryReadAsync(bytes, cancellationToken))
                {
                    throw FederationErrors.ArtifactDamaged.Exception(place, "it is cut short");
                }

                if (isMoved)
                {
                    if (await pass.TryReadAsync(length, cancellationToken) is not { } blocks)
                    {
                        return null;
                    }

                    PartialSums.Apply(MemoryMarshal.Cast<byte, float>(bytes.Span), blocks[0].Span);
                }

                await onnx.WriteAsync(bytes, cancellationToken);
            }
        }

        return !pass.Verify() ? null
            : start.Matches() ? await onnx.CompleteAsync(cancellationToken)
            : throw FederationErrors.ArtifactDamaged.Exception(place, "its content does not match its SHA-256");
    }

    /// <summary>Removes what was written. Where nobody comes to it, since the round is given up or its process dies, the sweep does.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    public Task DiscardAsync(IEnumerable<ArtifactRef> files, CancellationToken cancellationToken) => Task.WhenAll(files.Select(file => artifacts.DiscardAsync(file, cancellationToken)));

    private async Task<ParameterFrame> FrameAsync(TaskKey trial, CancellationToken cancellationToken)
    {
        _frame ??= await OnnxFrames.OfAsync(exporter, artifacts, context.Spec.Model, context.Preprocessing, cancellationToken);
        return exporter.Describe(_frame, string.Create(CultureInfo.InvariantCulture, $"{trial.Federation}, round {trial.Round}: the base moved by the update of {trial.Client} alone, attempt {trial.Attempt}"));
    }
}
