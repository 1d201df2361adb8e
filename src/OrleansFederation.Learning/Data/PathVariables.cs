using System.Text.RegularExpressions;
using OrleansFederation.Errors;

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

    /// <summary>
    /// Replaces every variable from the environment. Only what names a folder or a file that is there is a place: a spec comes from outside,
    /// and messages quote paths, so that a variable of another kind, such as a connection string, would be told to whoever wrote the spec.
    /// </summary>
    /// <param name="path">The path as the spec gives it.</param>
    /// <param name="place">The place of the path, for messages.</param>
    /// <returns>The whole path.</returns>
    /// <exception cref="FederationException">FED1023 where a variable is not set, or names nothing that is there.</exception>
    public static string Expand(string path, string place) =>
        Path.GetFullPath(Variable().Replace(path, match => ValueOf(match.Groups["name"].Value, place)));

    private static string ValueOf(string name, string place) => Environment.GetEnvironmentVariable(name) switch
    {
        null or "" => throw FederationErrors.VariableNotSet.Exception(place, $"the environment has no variable {name}", name == "FED_DATA" ? null : $"Set {name} to the folder that holds the data."),
        var value when Path.IsPathRooted(value) && (Directory.Exists(value) || File.Exists(value)) => value,
        _ => throw FederationErrors.VariableNotSet.Exception(place, $"the environment's {name} is not the whole path of a folder or file that is there", $"Set {name} to the folder that holds the data."),
    };

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
