using OrleansFederation.Identity;

namespace OrleansFederation.Registry;

/// <summary>
/// Takes in one version that was made elsewhere: begun, sent in pieces, completed. What is not completed within minutes of the last call
/// was never there. Key: <c>registration/{id}</c>, an id of the caller's choice.
/// </summary>
[Alias("of.registration-intake")]
public interface IRegistrationGrain : IGrainWithStringKey
{
    /// <summary>Checks a request before anything is sent; needs the scope train where the model exists, and download on the version that it is like. Repeating it changes nothing.</summary>
    /// <param name="request">What is to be registered.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The version where the same principal has registered the same already; null where the files are to be sent.</returns>
    /// <exception cref="Errors.FederationException">Every problem of the spec; FED1010, FED2016, FED4001, FED5001 to FED5003, FED5006.</exception>
    [Alias("begin"), Outside(Roles.Operator, Privileged = true)]
    Task<VersionManifest?> BeginAsync(RegistrationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes the next piece of a file. A piece that was taken already is passed over.</summary>
    /// <param name="kind">The file.</param>
    /// <param name="offset">Where the piece begins, 0 or more.</param>
    /// <param name="piece">The bytes, at most 1,000,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many bytes of the file are there: where the next piece begins.</returns>
    /// <exception cref="Errors.FederationException">FED5004, FED2004, FED2016, FED4001.</exception>
    [Alias("send"), Outside(Roles.Operator)]
    Task<long> SendAsync(ArtifactKind kind, long offset, byte[] piece, CancellationToken cancellationToken = default);

    /// <summary>Checks what was sent and registers it, exactly once for a request and principal.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED1030 for each tensor that does not fit; FED1031, FED5005 for the ONNX file; FED2016, FED5004.</exception>
    [Alias("complete"), Outside(Roles.Operator, Privileged = true), ResponseTimeout("00:02:00")]
    Task<VersionManifest> CompleteAsync(CancellationToken cancellationToken = default);
}
