using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Preprocessing;
using OrleansFederation.Registry;

namespace OrleansFederation.Inference;

/// <inheritdoc cref="IInferenceGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.inference")]
internal sealed class InferenceGrain(IModelRunner runner, IRegistryStore registry, IArtifactStore artifacts, TimeProvider clock) : Grain, IInferenceGrain
{
    private readonly Dictionary<int, (ArtifactRef Onnx, Preprocessors? Preprocessing)> _versions = [];

    public async Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var arrived = clock.GetTimestamp();
        try
        {
            var response = await AnswerAsync(request, cancellationToken);
            InferenceInstruments.Answer(clock.GetElapsedTime(arrived));
            return response;
        }
        catch (Exception exception) when (InferenceInstruments.Miss(exception))
        {
            throw;
        }
    }

    private async Task<InferenceResponse> AnswerAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var model = GrainKeys.NameOf(this.GetPrimaryKeyString());
        await GrantRules.RequireAsync(GrainFactory, model, GrantScopes.Infer, cancellationToken);
        var version = await GrainFactory.GetGrain<IModelGrain>(GrainKeys.Model(model)).ResolveAsync(request.Reference, cancellationToken);
        var (onnx, preprocessing) = await VersionAsync(model, version, cancellationToken);
        try
        {
            var output = await runner.RunAsync(onnx, InputsOf(request, preprocessing), cancellationToken);
            return new(model, version, onnx.Digest, output.Shape, output.Values);
        }
        catch (FederationException exception) when (exception.Code == FederationErrors.ArtifactDamaged.Code)
        {
            _versions.Remove(version);
            await VersionAsync(model, version, cancellationToken);
            throw;
        }
    }

    private static float[] InputsOf(InferenceRequest request, Preprocessors? preprocessors)
    {
        var fitted = preprocessors?.For(request.Client, "the input");
        var fillsMissing = fitted is { Plane: null };
        if (request.Rows is not null && !fillsMissing)
        {
            throw FederationErrors.InputMismatch.Exception("the input", "it names columns, and this version has none: it takes numbers");
        }

        if (!fillsMissing && Array.FindIndex(request.Inputs, float.IsNaN) is >= 0 and var index)
        {
            throw FederationErrors.InputMismatch.Exception("the input", $"value number {index + 1} is missing, and this version has no preprocessing that fills it");
        }

        if (Array.FindIndex(request.Inputs, float.IsInfinity) is >= 0 and var infinite)
        {
            throw FederationErrors.InputMismatch.Exception("the input", $"value number {infinite + 1} is infinite", "Send finite numbers; what is unknown is null where a version has preprocessing.");
        }

        var raw = request.Rows is { } rows ? NamedRows.Read(rows, fitted!.Columns, "the input") : request.Inputs;
        return preprocessors is { Common: null } ? Features(raw, fitted!) : raw;
    }

    private static float[] Features(float[] raw, FittedPreprocessing own)
    {
        var width = own.Columns.Count * (own.Plane ?? 1);
        if (raw.Length == 0 || raw.Length % width != 0)
        {
            throw FederationErrors.InputMismatch.Exception("the input", $"it has {raw.Length} numbers, and a row has {width}");
        }

        var features = new float[raw.Length / width * own.Width];
        own.Transform(raw, features);
        return features;
    }

    /// <summary>A version's files never change, so they are looked up once; retention may have removed them since, which the second look-up tells.</summary>
    private async Task<(ArtifactRef Onnx, Preprocessors? Preprocessing)> VersionAsync(string model, int version, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(version, out var known))
        {
            return known;
        }

        var view = await registry.FindVersionAsync(model, version, cancellationToken)
            ?? throw FederationErrors.VersionNotFound.Exception($"model {model}", $"there is no version {version}");
        if (!view.BytesKept)
        {
            throw FederationErrors.BytesRetired.Exception($"version {version} of model {model}", "retention removed its bytes");
        }

        var preprocessing = view.Manifest.Preprocessing is { } fitted
            ? await Preprocessors.ReadAsync(artifacts, fitted, cancellationToken)
            : null;
        return _versions[version] = (view.Manifest.Onnx, preprocessing);
    }
}
