using OrleansFederation.Output;

namespace OrleansFederation.CrossValidation;

/// <summary>What the columns of a cross-validation are called.</summary>
internal static class ColumnNames
{
    /// <summary>The names on the command line, in the order of the columns.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<ValidationColumn>().Select(Figures.Word)];

    /// <summary>Gives the column of a name.</summary>
    public static ValidationColumn Parse(string name) => Enum.GetValues<ValidationColumn>().Single(column => Figures.Word(column) == name);

    /// <summary>The name for people.</summary>
    public static string Label(ValidationColumn column) => column switch
    {
        ValidationColumn.Majority => "majority class",
        ValidationColumn.Alone => "each site alone",
        ValidationColumn.Federated => "federated",
        ValidationColumn.Pooled => "all pooled",
        _ => "leave-one-site-out",
    };
}
