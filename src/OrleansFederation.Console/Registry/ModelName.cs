using System.CommandLine;
using System.CommandLine.Parsing;
using OrleansFederation.Naming;

namespace OrleansFederation.Registry;

/// <summary>A model and which of its versions, as people write them: <c>digits</c>, <c>digits@v12</c>, <c>digits@production</c>.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reference">A number, <c>vN</c>, an alias, or null for the latest.</param>
internal sealed record ModelName(string Model, string? Reference)
{
    /// <summary>An argument of this form.</summary>
    public static Argument<ModelName> Argument() => new("MODEL[@VERSION]")
    {
        Description = "The model, and a version of it: v12, 12 or an alias; without it the latest.",
        CustomParser = Parse,
    };

    private static ModelName? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? new ModelName(text, null) : new ModelName(text[..at], text[(at + 1)..]);
        if (Names.IsValid(name.Model) && (name.Reference is null || Names.IsValid(name.Reference)))
        {
            return name;
        }

        result.AddError($"`{text}` is not a model's name, nor one followed by @ and a version");
        return null;
    }
}
