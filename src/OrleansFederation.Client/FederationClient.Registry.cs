using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Registry;

namespace OrleansFederation;

public sealed partial class FederationClient
{
    /// <summary>
    /// Registers a version that was made elsewhere: sends its files in pieces of at most 1 MB, has them held against the model, and makes
    /// them a version without a round behind it. The same request again gives the same version; what breaks off leaves nothing.
    /// </summary>
    /// <param name="request">What it is; <see cref="RegistrationRequest.Parameters"/> and <see cref="RegistrationRequest.Onnx"/> are those of the files.</param>
    /// <param name="parameters">The path of the safetensors file.</param>
    /// <param name="onnx">The path of an ONNX file to hold against the platform's own; null where there is none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="FederationException">Every problem of the spec; FED1020, FED1030, FED1031, FED2016, FED4001, FED5001 to FED5006, FED2008.</exception>
    public Task<VersionManifest> RegisterAsync(RegistrationRequest request, string parameters, string? onnx = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Dictionary<ArtifactKind, string> files = new() { [ArtifactKind.Safetensors] = parameters };
        if (onnx is not null)
        {
            files.Add(ArtifactKind.Onnx, onnx);
        }

        return VersionUpload.RegisterAsync(_calls, grains, request, files, cancellationToken);
    }

    /// <summary>Names a file by its content, for a <see cref="RegistrationRequest"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops reading it.</param>
    /// <exception cref="FederationException">FED1020 where it cannot be read.</exception>
    public static Task<ArtifactRef> DescribeAsync(string path, CancellationToken cancellationToken = default) => VersionUpload.DescribeAsync(path, cancellationToken);
}
