using OrleansFederation.Errors;

namespace OrleansFederation.Data;

/// <summary>Paths of specs as they are at this site.</summary>
internal static class SitePaths
{
    /// <summary>Replaces the variables of a path from the environment.</summary>
    /// <param name="path">The path as the spec gives it.</param>
    /// <returns>The whole path.</returns>
    /// <exception cref="FederationException">FED1023 where a variable is not set, or names nothing that is there.</exception>
    public static string Expand(string path) => PathVariables.Expand(path, path);
}
