using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Gives the token of a profile; one in a file is read again when the file changes, so that a renewed token is used at once.</summary>
internal sealed class TokenSource(ConnectionProfile profile)
{
    private readonly Lock _turn = new();
    private (DateTime Written, string Token)? _read;

    /// <summary>Gives the token; null where the profile has none.</summary>
    /// <exception cref="FederationException">FED2046 where there should be one and is not.</exception>
    public string? Current()
    {
        if (profile.TokenFile is not { } file)
        {
            return profile.Token is { } kept ? ConnectionProfile.CheckToken(kept, $"token of {profile.Name}") : null;
        }

        lock (_turn)
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(file);
                if (_read is not { } known || known.Written != written)
                {
                    _read = (written, ConnectionProfile.CheckToken(Read(file), file));
                }

                return _read.Value.Token;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new FederationException(FederationErrors.TokenUnusable.At(file, exception.Message), exception);
            }
        }
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(file);
        var text = new char[ConnectionProfile.LongestToken + 16];
        return new(text, 0, reader.ReadBlock(text));
    }
}
