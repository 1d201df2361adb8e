using System.Globalization;
using OrleansFederation.Errors;

namespace OrleansFederation.Specs;

/// <summary>Makes the errors of a spec file that cannot be read.</summary>
internal static class SpecFault
{
    /// <summary>The deepest nesting of lists and mappings that is read.</summary>
    public const int MaximumDepth = 64;

    /// <summary>FED1007 at a place in a file.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="at">The place.</param>
    /// <param name="cause">What is wrong there.</param>
    /// <param name="remedy">What to do, where that is more than to correct the syntax.</param>
    public static FederationException Syntax(string file, SpecPosition at, string cause, string? remedy = null) =>
        FederationErrors.SpecSyntax.Exception(Place(file, at), cause, remedy);

    /// <summary>FED1007: nested too deeply.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="at">The place.</param>
    public static FederationException TooDeep(string file, SpecPosition at) =>
        Syntax(file, at, $"lists and mappings are nested deeper than {MaximumDepth} levels", "Write the spec with less nesting.");

    /// <summary>FED1007: a key is given twice.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="at">Where it is given again.</param>
    /// <param name="key">The key.</param>
    /// <param name="first">Where it is given first.</param>
    public static FederationException Duplicate(string file, SpecPosition at, string key, SpecPosition first) =>
        Syntax(file, at, $"the key '{key}' is given twice, first at line {first.Line}", "Keep one of them.");

    /// <summary>A place as editors and terminals link it: <c>FILE:LINE:COLUMN</c>.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="at">The place.</param>
    public static string Place(string file, SpecPosition at) => string.Create(CultureInfo.InvariantCulture, $"{file}:{at.Line}:{at.Column}");
}
