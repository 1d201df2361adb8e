using Microsoft.IdentityModel.JsonWebTokens;

namespace OrleansFederation.Identity;

/// <summary>Reads claims of verified tokens.</summary>
internal static class TokenClaims
{
    private const int LongestName = 200;

    /// <summary>Gives the texts of a claim that is one text or an array of them.</summary>
    public static IEnumerable<string> Texts(JsonWebToken token, string claim) =>
        token.Claims.Where(entry => entry.Type == claim).Select(entry => entry.Value);

    /// <summary>Tells whether a text can name a principal: not empty, not long, nothing that would spoil a line of a log.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl);

    /// <summary>The token's id, where it is one that can be kept.</summary>
    public static string? IdOf(JsonWebToken token) => IsName(token.Id) ? token.Id : null;

    /// <summary>When it was issued; the beginning of time where it does not say, so that a revocation of its principal always meets it.</summary>
    public static DateTimeOffset IssuedAt(JsonWebToken token) =>
        token.IssuedAt == DateTime.MinValue ? DateTimeOffset.UnixEpoch : new(DateTime.SpecifyKind(token.IssuedAt, DateTimeKind.Utc));

    /// <summary>When it ends.</summary>
    public static DateTimeOffset Until(JsonWebToken token) => new(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc));
}
