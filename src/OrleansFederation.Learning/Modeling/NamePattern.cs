using System.IO.Enumeration;

namespace OrleansFederation.Modeling;

/// <summary>Patterns of parameters and layers: <c>*</c> stands for any characters, and a layer for all that is within it.</summary>
public static class NamePattern
{
    /// <summary>Whether a pattern names a parameter or layer, or a layer that it is in.</summary>
    /// <param name="pattern">The pattern, for example <c>3</c>, <c>2.*.weight</c> or <c>*</c>.</param>
    /// <param name="name">The name, for example <c>3.0.weight</c>.</param>
    public static bool Covers(string pattern, string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name.AsSpan(0, end), ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
