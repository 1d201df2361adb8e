using System.Data.Common;
using System.Text.RegularExpressions;

namespace OrleansFederation.Errors;

/// <summary>Takes secrets out of text before anybody sees it. Every error goes through here, whatever it was made of.</summary>
internal sealed partial class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    private const int ShortestSecret = 3;
    private static readonly string[] SecretKeys = ["password", "pwd", "passfile", "sslpassword", "ssl password"];

    private readonly string[] _secrets;

    /// <summary>Knows the secrets of the connection strings in use, and hides them wherever they turn up.</summary>
    public Redaction(params IEnumerable<string?> connectionStrings) =>
        _secrets = [.. connectionStrings.OfType<string>().SelectMany(SecretsOf).Where(secret => secret.Length >= ShortestSecret).OrderByDescending(secret => secret.Length)];

    /// <summary>Gives the text without its secrets.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        text = Assignment().Replace(text, $"$1{Mask}");
        text = Token().Replace(text, Mask);
        text = UserInfo().Replace(text, $"$1{Mask}@");
        return Bearer().Replace(text, $"$1{Mask}");
    }

    /// <summary>Gives the problem without secrets in its place, cause and remedy.</summary>
    public Problem Apply(Problem problem) =>
        problem with { Place = Apply(problem.Place), Cause = Apply(problem.Cause), Remedy = Apply(problem.Remedy) };

    private static IEnumerable<string> SecretsOf(string connectionString)
    {
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return [.. SecretKeys.Where(builder.ContainsKey).Select(key => builder[key].ToString()!)];
        }
        catch (ArgumentException)
        {
            // Not a connection string; the patterns below still find what looks like a secret.
            return [];
        }
    }

    [GeneratedRegex("""((?:password|passwd|pwd|secret|token|api[-_ ]?key|access[-_ ]?key)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s;,"']+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(\bBearer\s+)[A-Za-z0-9._~+/=-]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    /// <summary>A signed token, wherever it stands: its header is JSON in Base64, which begins with these letters.</summary>
    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
