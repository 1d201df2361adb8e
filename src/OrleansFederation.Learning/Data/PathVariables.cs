using System.Text.RegularExpressions;

namespace OrleansFederation.Data;

/// <summary>Variables in paths: <c>${NAME}</c>, replaced where data is opened and nowhere else.</summary>
public static partial class PathVariables
{
    /// <summary>Finds what looks like a variable but is none.</summary>
    /// <param name="path">The path as the spec gives it.</param>
    /// <returns>The part from the wrong <c>${</c> on; null where every variable is well-formed.</returns>
    public static string? Malformed(string path)
    {
        var rest = Variable().Replace(path, "");
        var start = rest.IndexOf("${", StringComparison.Ordinal);
        return start < 0 ? null : rest[start..];
    }

    /// <summary>Replaces every variable.</summary>
    /// <param name="path">The path as the spec gives it.</param>
    /// <param name="valueOf">Gives a variable's value.</param>
    public static string Expand(string path, Func<string, string> valueOf) =>
        Variable().Replace(path, match => valueOf(match.Groups["name"].Value));

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
