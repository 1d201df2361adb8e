using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Registry;

/// <summary>A file that arrives piece by piece and is kept only if it is the one that was announced.</summary>
internal sealed class RegistrationUpload(IArtifactWriter writer, ArtifactRef announced, string place) : IAsyncDisposable
{
    private bool _isComplete;

    /// <summary>How many bytes are there.</summary>
    public long Length { get; private set; }

    /// <summary>Takes a piece; one that was taken already is passed over.</summary>
    /// <exception cref="FederationException">FED5004 where bytes before it are missing, FED2016 where it goes beyond the announced end.</exception>
    public async Task AppendAsync(long offset, byte[] piece, CancellationToken cancellationToken)
    {
        if (offset > Length || offset < 0)
        {
            throw FederationErrors.RegistrationLost.Exception(place, $"a piece begins at {offset:N0}, and {Length:N0} bytes are there");
        }

        if (offset < Length)
        {
            return;
        }

        if (Length + piece.Length > announced.Length)
        {
            throw FederationErrors.ArtifactMismatch.Exception(place, $"more than the announced {announced.Length:N0} bytes were sent");
        }

        await writer.WriteAsync(piece, cancellationToken);
        Length += piece.Length;
    }

    /// <summary>Ends the file; doing it again changes nothing.</summary>
    /// <exception cref="FederationException">FED5004 where bytes are missing, FED2016 where it is another file.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_isComplete)
        {
            return;
        }

        if (Length < announced.Length)
        {
            throw FederationErrors.RegistrationLost.Exception(place, $"{Length:N0} of {announced.Length:N0} bytes were sent");
        }

        var stored = await writer.CompleteAsync(cancellationToken);
        _isComplete = stored == announced
            ? true
            : throw FederationErrors.ArtifactMismatch.Exception(place, $"the {stored.Length:N0} bytes that were sent have the SHA-256 {stored.Digest}, and {announced.Digest} was announced");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
