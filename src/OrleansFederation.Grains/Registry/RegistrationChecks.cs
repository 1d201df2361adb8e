using System.Text;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;

namespace OrleansFederation.Registry;

/// <summary>Finds out, before any file is sent, whether a version may be registered and what it must look like.</summary>
internal sealed class RegistrationChecks(IRegistryStore registry, IArtifactStore artifacts)
{
    /// <summary>Checks a request.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="request">The request.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="FederationException">What <see cref="IRegistrationGrain.BeginAsync"/> names.</exception>
    public async Task<RegistrationPlan> CheckAsync(IGrainFactory grains, RegistrationRequest request, string by, CancellationToken cancellationToken)
    {
        var form = Form(request).ToArray();
        if (form.Length > 0)
        {
            throw new FederationException(form);
        }

        await RequireAsync(grains, request, cancellationToken);
        var latest = (await registry.FindModelAsync(request.Model, cancellationToken))?.Latest ?? 0;
        if (request.Parents.FirstOrDefault(parent => parent < 1 || parent > latest) is not 0 and var missing)
        {
            throw FederationErrors.VersionNotFound.Exception($"model {request.Model}", $"there is no version {missing} that it could come from; the latest is {latest}");
        }

        var (spec, like) = request.LikeModel is { } source
            ? await LikeAsync(grains, source, request.LikeVersion, cancellationToken)
            : (SpecReader.Read(request.Spec!).OrThrow().Document, null);
        var read = SpecReader.FromCanonical(spec);
        if (like is null && read.Preprocessing is not null)
        {
            throw FederationErrors.RegistrationIncomplete.Exception("preprocessing", "the spec's model takes what preprocessing makes of rows, which is fitted in a federation and not in the spec");
        }

        if (like is null && read.Model.Program is not null)
        {
            throw FederationErrors.RegistrationIncomplete.Exception(read.Model.Program.Place, "the spec's model is a program, whose files come in with a federation that trains it", "Give --like VERSION of a federation of this program.");
        }

        var plan = new RegistrationPlan(request, by, spec, ModelPlans.Of(read.Model), like);
        foreach (var (kind, file) in Files(request))
        {
            if (file.Length > plan.Largest(kind))
            {
                throw FederationErrors.ArtifactMismatch.Exception($"the {Word(kind)} file", $"it has {file.Length:N0} bytes, and of this model's {plan.Model.Layout.Length:N0} parameters at most {plan.Largest(kind):N0} are taken", "Give a file that was exported from this model.");
            }
        }

        return plan;
    }

    /// <summary>Refuses who may not train versions of the model, where it exists, or may not download the version that it is like.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="FederationException">FED4001.</exception>
    public static async Task RequireAsync(IGrainFactory grains, RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IModelGrain>(GrainKeys.Model(request.Model)).GetAccessAsync(cancellationToken) is not null)
        {
            await GrantRules.RequireAsync(grains, request.Model, GrantScopes.Train, cancellationToken);
        }

        if (request.LikeModel is { } source)
        {
            await GrantRules.RequireAsync(grains, source, GrantScopes.Download, cancellationToken);
        }
    }

    /// <summary>The files of a request.</summary>
    /// <param name="request">The request.</param>
    public static IEnumerable<(ArtifactKind Kind, ArtifactRef File)> Files(RegistrationRequest request) => request.Onnx is { } onnx
        ? [(ArtifactKind.Safetensors, request.Parameters), (ArtifactKind.Onnx, onnx)]
        : [(ArtifactKind.Safetensors, request.Parameters)];

    /// <summary>What people call a file.</summary>
    /// <param name="kind">The file.</param>
    public static string Word(ArtifactKind kind) => kind == ArtifactKind.Onnx ? "ONNX" : "safetensors";

    private static IEnumerable<Problem> Form(RegistrationRequest request)
    {
        foreach (var name in (string?[])[request.Model, .. request.LikeModel is { } like ? (string[])[like] : []])
        {
            if (!Names.IsValid(name))
            {
                yield return FederationErrors.InvalidName.At($"model '{name}'", "it has characters that names may not have");
            }
        }

        if (request.LikeModel is null == request.Spec is null)
        {
            yield return FederationErrors.RegistrationIncomplete.At("the registration", request.Spec is null ? "it names neither a spec nor a version that it is like" : "it names both a spec and a version that it is like");
        }

        foreach (var (kind, file) in Files(request).Where(file => file.File is null || file.File.Length < 1 || !IsDigest(file.File.Digest)))
        {
            yield return FederationErrors.ArtifactMismatch.At($"the {Word(kind)} file", $"'{file?.Digest}' of {file?.Length ?? 0} bytes is not the SHA-256 and length of a file");
        }

        if (request.Parents.Distinct().Count() != request.Parents.Count)
        {
            yield return FederationErrors.RegistrationIncomplete.At("the parents", "one of them is named twice", "Name each once.");
        }

        if (request.Note is { Length: > RegistrationRequest.LongestNote } note)
        {
            yield return FederationErrors.RegistrationIncomplete.At("the note", $"it has {note.Length} characters, and at most {RegistrationRequest.LongestNote} are kept", "Shorten it.");
        }
    }

    private static bool IsDigest(string? digest) => digest is { Length: 64 } && digest.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private async Task<(SpecDocument Spec, VersionManifest Like)> LikeAsync(IGrainFactory grains, string model, int version, CancellationToken cancellationToken)
    {
        var like = (await registry.FindVersionAsync(model, version, cancellationToken))?.Manifest
            ?? throw FederationErrors.VersionNotFound.Exception($"model {model}", $"there is no version {version}");
        if (like.Registration is { } registration)
        {
            var kept = await artifacts.ReadAsync(registration.Spec, cancellationToken);
            return (new(Encoding.UTF8.GetString(kept.Span), registration.Spec.Digest), like);
        }

        var federation = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation(like.Federation)).GetAsync();
        return federation?.Spec is { } spec && spec.Digest == like.SpecDigest
            ? (spec, like)
            : throw FederationErrors.ArtifactDamaged.Exception($"{model} v{version}", $"the spec {like.SpecDigest} of federation {like.Federation} is no longer kept");
    }
}
