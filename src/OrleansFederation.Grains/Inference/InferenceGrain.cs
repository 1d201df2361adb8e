using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Registry;

namespace OrleansFederation.Inference;

/// <inheritdoc cref="IInferenceGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.inference")]
internal sealed class InferenceGrain(IModelRunner runner, IRegistryStore registry, TimeProvider clock) : Grain, IInferenceGrain
{
    private readonly Dictionary<int, ArtifactRef> _onnx = [];

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
        var onnx = await OnnxAsync(model, version, cancellationToken);
        try
        {
            var output = await runner.RunAsync(onnx, request.Inputs, cancellationToken);
            return new(model, version, onnx.Digest, output.Shape, output.Values);
        }
        catch (FederationException exception) when (exception.Code == FederationErrors.ArtifactDamaged.Code)
        {
            _onnx.Remove(version);
            await OnnxAsync(model, version, cancellationToken);
            throw;
        }
    }

    /// <summary>A version's ONNX file never changes, so it is looked up once; retention may have removed it since, which the second look-up tells.</summary>
    private async Task<ArtifactRef> OnnxAsync(string model, int version, CancellationToken cancellationToken)
    {
        if (_onnx.TryGetValue(version, out var known))
        {
            return known;
        }

        var view = await registry.FindVersionAsync(model, version, cancellationToken)
            ?? throw FederationErrors.VersionNotFound.Exception($"model {model}", $"there is no version {version}");
        return view.BytesKept
            ? _onnx[version] = view.Manifest.Onnx
            : throw FederationErrors.BytesRetired.Exception($"version {version} of model {model}", "retention removed its bytes");
    }
}
