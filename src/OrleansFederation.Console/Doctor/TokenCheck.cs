using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace OrleansFederation.Doctor;

/// <summary>Looks at the token that calls are made with. What it says is read without verifying it: that is the cluster's part.</summary>
internal static class TokenCheck
{
    private const string Name = "token";
    private const string Remedy = "Ask an operator of the cluster to run: fed token issue, and give the token in FED_TOKEN.";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(1);

    /// <summary>The check.</summary>
    /// <param name="token">The token; null where none is given.</param>
    /// <param name="now">The time.</param>
    public static Finding Look(string? token, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token))
        {
            return new(Name, Verdict.Warn, "none is given", Remedy);
        }

        if (Claims(token) is not { } claims)
        {
            return new(Name, Verdict.Fail, "it is not a JSON web token", Remedy);
        }

        using (claims)
        {
            var who = Texts(claims, "sub").FirstOrDefault() ?? "nobody";
            var roles = string.Join(", ", Texts(claims, "roles").Concat(Texts(claims, "role")).Distinct(StringComparer.Ordinal));
            var about = $"'{who}', {(roles.Length > 0 ? roles : "no role")}";
            return Until(claims) switch
            {
                null => new(Name, Verdict.Fail, $"{about}; it does not say when it ends", Remedy),
                { } until when until <= now => new(Name, Verdict.Fail, $"{about}; it ended at {Text(until)}", Remedy),
                { } until when until - now < Soon => new(Name, Verdict.Warn, $"{about}; it ends at {Text(until)}", Remedy),
                _ when roles.Length == 0 => new(Name, Verdict.Fail, about, Remedy),
                { } until => Finding.Ok(Name, $"{about}, until {Text(until)}"),
            };
        }
    }

    private static JsonDocument? Claims(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            if (claims.RootElement.ValueKind == JsonValueKind.Object)
            {
                return claims;
            }

            claims.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Texts(JsonDocument claims, string name) => claims.RootElement.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        }
        : [];

    private static DateTimeOffset? Until(JsonDocument claims) =>
        claims.RootElement.TryGetProperty("exp", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
