using System.Runtime.InteropServices;
using System.Text;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Parameters;
using OrleansFederation.Preprocessing;

namespace OrleansFederation.Registry;

/// <summary>
/// Makes of what was sent the files of a version. What is served is always the platform's own ONNX file: that a given one agrees on some
/// inputs does not prove that it does on all.
/// </summary>
internal sealed class RegistrationFiles(IArtifactStore artifacts, IModelExporter exporter, IModelRunner runner, TimeProvider clock)
{
    /// <summary>Holds every tensor against the model, makes the files, and gives the manifest to publish.</summary>
    /// <param name="plan">The registration.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="FederationException">FED1030 for each tensor that does not fit, or a number that is not finite; FED1031, FED6001 or FED5005 for the ONNX file.</exception>
    public async Task<VersionManifest> WriteAsync(RegistrationPlan plan, CancellationToken cancellationToken)
    {
        var (request, model, like) = (plan.Request, plan.Model, plan.Like);
        var values = await ReadAsync(plan, cancellationToken);
        var fitted = like?.Preprocessing is { } preprocessing ? (await Preprocessors.ReadAsync(artifacts, preprocessing, cancellationToken)).Common : null;
        var parameters = await WriteAsync(Safetensors.Frame(model.Layout), values, cancellationToken);
        var onnx = await WriteAsync(await OnnxFrames.OfAsync(exporter, artifacts, model.Spec, fitted, cancellationToken), values, cancellationToken);
        var input = like?.Input ?? model.Spec.Input;
        if (request.Onnx is { } given)
        {
            exporter.CheckForeign(await artifacts.ReadAsync(given, cancellationToken), "the ONNX file");
            await CompareAsync(given, onnx, new ProbeInputs(model, fitted, input), cancellationToken);
        }

        return new()
        {
            Model = request.Model,
            Parameters = parameters,
            Onnx = onnx,
            Parents = request.Parents,
            BaseDigest = "",
            Federation = "",
            Round = 0,
            SpecDigest = plan.Spec.Digest,
            Contributors = [],
            CreatedAt = clock.GetUtcNow(),
            Input = input,
            Output = model.Output,
            Preprocessing = like?.Preprocessing,
            IsPersonal = like?.IsPersonal ?? false,
            Registration = new(plan.By, plan.Key, request.Parameters, await artifacts.WriteAsync(Encoding.UTF8.GetBytes(plan.Spec.Json), cancellationToken))
            {
                Like = like is null ? null : $"{like.Model}@{like.Version}",
                ComparedOnnx = request.Onnx?.Digest,
                Note = request.Note,
            },
        };
    }

    private async Task<byte[]> ReadAsync(RegistrationPlan plan, CancellationToken cancellationToken)
    {
        const string Place = "the safetensors file";
        var file = await artifacts.ReadAsync(plan.Request.Parameters, cancellationToken);
        var bytes = new byte[plan.Model.Layout.Length * sizeof(float)];
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        Safetensors.ReadInto(plan.Model.Layout, file, Place, values);
        return FiniteCheck.Describe(plan.Model.Layout, values) is { } bad
            ? throw FederationErrors.SafetensorsMalformed.Exception(Place, $"in its numbers {bad}", "Give a file whose numbers are finite.")
            : bytes;
    }

    private async Task<ArtifactRef> WriteAsync(ParameterFrame frame, byte[] values, CancellationToken cancellationToken)
    {
        await using var file = new ParameterWriter(frame, await artifacts.BeginAsync(transient: false, cancellationToken));
        await file.WriteAsync(values, cancellationToken);
        return await file.CompleteAsync(cancellationToken);
    }

    private async Task CompareAsync(ArtifactRef given, ArtifactRef own, ProbeInputs probes, CancellationToken cancellationToken)
    {
        foreach (var count in ProbeInputs.Batches)
        {
            var inputs = probes.Make(count);
            var (theirs, ours) = (await runner.RunAsync(given, inputs, cancellationToken), await runner.RunAsync(own, inputs, cancellationToken));
            if (ProbeInputs.Difference(ours.Values, theirs.Values) is not { } difference || difference > ProbeInputs.Tolerance)
            {
                throw FederationErrors.OnnxDiffers.Exception("the ONNX file", ours.Values.Length != theirs.Values.Length
                    ? $"for {count} inputs it gives {theirs.Values.Length} numbers, and the model {ours.Values.Length}"
                    : $"for {count} inputs its outputs differ from the model's by more than {ProbeInputs.Tolerance}");
            }
        }
    }
}
