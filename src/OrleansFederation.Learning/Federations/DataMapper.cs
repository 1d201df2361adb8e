using OrleansFederation.Data;

namespace OrleansFederation.Federations;

/// <summary>Makes the data section of a spec of its JSON: short forms written out, defaults filled in.</summary>
internal static class DataMapper
{
    private const int GeneratedTrain = 6000;
    private const int GeneratedTest = 1000;

    /// <summary>Whether a spec's data section is no data, but what the data of listed clients have in common.</summary>
    /// <param name="data">The section.</param>
    /// <param name="clients">The section of clients.</param>
    public static bool IsTemplate(SpecValue data, SpecValue clients) =>
        data.IsMapping && clients.IsList && data["path"].Element is null && data["format"].Text != GeneratedDigits.Format && data["plugin"].Element is null && data["split"]["train"].Text is null;

    /// <summary>Maps a section.</summary>
    /// <param name="data">The section.</param>
    public static DataSpec Map(SpecValue data)
    {
        var generated = data["format"].Text == GeneratedDigits.Format;
        return new()
        {
            Format = data["format"].Text ?? (data["plugin"].IsMapping ? PluginData.Format : ""),
            Path = data["path"].Text,
            Normalize = data["normalize"].IsMapping ? new(data["normalize"]["mean"].Number ?? 0, data["normalize"]["std"].Number ?? 1) : null,
            Train = data["train"].Whole ?? (generated ? GeneratedTrain : null),
            Test = data["test"].Whole ?? (generated ? GeneratedTest : null),
            Header = data["header"].Flag ?? true,
            Delimiter = data["delimiter"].Text ?? ",",
            Encoding = data["encoding"].Text ?? "utf-8",
            Missing = Words(data["missing"]) ?? DataSpec.UsualMissing,
            Columns = data["columns"].IsList ? [.. data["columns"].Items.Select(Column)] : null,
            Target = Target(data["target"]),
            Split = data["split"].IsMapping ? Split(data["split"]) : null,
            Image = data["image"].IsMapping ? Image(data["image"]) : null,
            Plugin = PluginMapper.Map(data),
            Arrays = data["arrays"].IsMapping ? new(data["arrays"]["x"].Text ?? "x", data["arrays"]["y"].Text ?? "y") : null,
        };
    }

    private static ColumnSpec Column(SpecValue column)
    {
        var (name, kind) = column.First ?? ("", default);
        var (number, category) = (kind["number"], kind["category"]);
        if (category.Element is not null)
        {
            return new()
            {
                Name = name,
                Kind = ColumnKind.Category,
                Categories = Words(category) ?? Words(category["values"]) ?? [],
                Missing = Words(category["missing"]) ?? [],
            };
        }

        return new()
        {
            Name = name,
            Kind = kind.Text == "ignore" ? ColumnKind.Ignore : ColumnKind.Number,
            Missing = Words(number["missing"]) ?? [],
            Unit = number["unit"].Text,
            Minimum = number["minimum"].Number,
            Maximum = number["maximum"].Number,
        };
    }

    private static TargetSpec? Target(SpecValue target)
    {
        if (target.Text is { } column)
        {
            return new() { Column = column };
        }

        // The order of a mapping says nothing: sorted, two ways of writing have one digest.
        var classes = target["classes"].Members.Select(member => new ClassSpec(member.Key, member.Value.Whole ?? 0))
            .OrderBy(entry => entry.Class).ThenBy(entry => entry.Value, StringComparer.Ordinal).ToList();
        return target.IsMapping ? new() { Column = target["column"].Text, Classes = classes.Count > 0 ? classes : null } : null;
    }

    private static SplitSpec Split(SpecValue split)
    {
        SplitSpec standard = new();
        var files = split["train"].Text is not null || split["validation"].Text is not null || split["test"].Text is not null;
        var shares = split["train"].Number is not null || split["validation"].Number is not null || split["test"].Number is not null;
        return new()
        {
            // What is left out is 0 as soon as one share is given.
            Train = split["train"].Number ?? (shares ? 0 : standard.Train),
            Validation = split["validation"].Number ?? 0,
            Test = split["test"].Number ?? (shares ? 0 : standard.Test),
            Stratify = split["stratify"].Flag ?? false,
            Group = split["group"].Text,
            Time = split["time"].Text,
            Files = files ? new(split["train"].Text ?? "", split["validation"].Text, split["test"].Text) : null,
        };
    }

    private static ImageSpec Image(SpecValue image) =>
        new(image["channels"].Whole ?? 1, image["height"].Whole ?? 1, image["width"].Whole ?? 1, image["resize"].Flag ?? false);

    private static List<string>? Words(SpecValue words) => words.IsList ? [.. words.Items.Select(word => word.Text ?? "")] : null;
}
