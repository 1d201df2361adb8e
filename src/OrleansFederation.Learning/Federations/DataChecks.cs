using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks one data section that reads tables, arrays or images: its columns, target and split, and keys that mean nothing to its format.</summary>
internal sealed class DataChecks(string place, DataSpec data, SpecFindings findings)
{
    private const double ShareTolerance = 1e-9;

    private static readonly string[] Tables = ["csv", "parquet"];

    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        CheckForeignKeys();
        if (data.Format is not ("idx" or "digits" or PluginData.Format) && findings.Sound($"{place}.columns", $"{place}.target"))
        {
            CheckColumns();
            CheckTarget();
        }
        else if (data is { Format: PluginData.Format, Columns: not null } && findings.Sound($"{place}.columns"))
        {
            CheckColumns();
        }

        if (data.Format is not ("idx" or "digits" or PluginData.Format) && data.Split is { } split && findings.Sound($"{place}.split"))
        {
            CheckSplit(split);
        }

        if (data.Format == PluginData.Format && data.Plugin is null && findings.Sound($"{place}.plugin"))
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.plugin", "the format plugin needs the code that gives the examples", "Add plugin: { name: NAME, digest: \"sha256:…\" }; `fed plugin digest PATH` prints both."));
        }

        if (data.Format == "images" && data.Image is null && findings.Sound($"{place}.image"))
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.image", "images need one declared form", "Add image: { channels: 3, height: 64, width: 64 }."));
        }
    }

    // A key without effect would let somebody believe that it has one.
    private void CheckForeignKeys()
    {
        var csv = data.Format == "csv";
        var own = new (string Key, bool Given, bool Meant)[]
        {
            ("header", !data.Header, csv),
            ("delimiter", data.Delimiter != ",", csv),
            ("encoding", data.Encoding != "utf-8", csv),
            ("missing", !data.Missing.SequenceEqual(DataSpec.UsualMissing), csv || data.Format == "parquet"),
            ("columns", data.Columns is not null, csv || data.Format is "parquet" or "npy" or PluginData.Format),
            ("target", data.Target is not null, data.Format is not ("idx" or "digits" or PluginData.Format)),
            ("split", data.Split is not null, data.Format is not ("idx" or "digits" or PluginData.Format)),
            ("path", data.Path is not null, data.Format != PluginData.Format),
            ("plugin", data.Plugin is not null, data.Format == PluginData.Format),
            ("image", data.Image is not null, data.Format == "images"),
            ("arrays", data.Arrays is not null, data.Format == "npy"),
            ("normalize", data.Normalize is not null, data.Format is "idx" or "digits" or "images" or "npy"),
        };
        foreach (var (key, _, _) in own.Where(each => each.Given && !each.Meant && findings.Sound($"{place}.{each.Key}")))
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{place}.{key}", $"{key} has no meaning for the format {data.Format}", $"Remove {key}, or choose another format."));
        }
    }

    private void CheckColumns()
    {
        if (data.Columns is not { } columns)
        {
            if (Tables.Contains(data.Format))
            {
                findings.Add(FederationErrors.MissingKey.At($"{place}.columns", "a table needs its columns declared, so that all sites mean the same", "`fed data describe FILE --write data.yaml` writes them."));
            }

            return;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (index, column) in columns.Index())
        {
            var at = $"{place}.columns[{index}]";
            if (!names.Add(column.Name))
            {
                findings.Add(FederationErrors.InvalidValue.At(at, $"another column has the name '{SchemaText.Shortened(column.Name)}'", "Give each column a name of its own."));
            }

            if (column.Minimum > column.Maximum)
            {
                findings.Add(FederationErrors.InvalidValue.At(at, $"the minimum {column.Minimum} is above the maximum {column.Maximum}", "Exchange them."));
            }

            if (column.Categories is { } categories && categories.Distinct(StringComparer.Ordinal).Count() < categories.Count)
            {
                findings.Add(FederationErrors.InvalidValue.At(at, "a category is given twice", "Give each category once."));
            }
        }

        if (!TableColumns.Inputs(data).Any())
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.columns", "no column is an input", "Declare at least one column, other than target, group and time, as number or category."));
        }
    }

    private void CheckTarget()
    {
        var target = data.Target;
        if (data.Format == "images" && target is not { Classes: not null, Column: null })
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.target", "the folders of images need their classes, so that all sites mean the same", "Add target: { classes: { cats: 0, dogs: 1 } }."));
            return;
        }

        if (data.Columns is null || data.Format == "npy" && target?.Column is null)
        {
            return;
        }

        if (target?.Column is not { } name)
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.target", "the table does not say what is to be predicted", "Add target: and the name of a column."));
            return;
        }

        var column = data.Columns.FirstOrDefault(each => each.Name == name);
        if (column is null && (!data.Header || data.Format == "npy"))
        {
            findings.Add(Unnamed($"{place}.target", name));
        }
        else if (target.Classes is null && column is not { Kind: ColumnKind.Number or ColumnKind.Category })
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.target", $"'{SchemaText.Shortened(name)}' is neither declared as a number or category nor has classes", $"Write target: {{ column: {SchemaText.Shortened(name)}, classes: {{ \"0\": 0, \"1\": 1 }} }}, or declare the column."));
        }
    }

    private void CheckSplit(SplitSpec split)
    {
        var at = $"{place}.split";
        if (split.Files is { } files)
        {
            if (files.Train.Length == 0 || split.Train + split.Validation + split.Test is not (0 or 1))
            {
                findings.Add(FederationErrors.UnsafeCombination.At(at, "shares and files are mixed, or no file for training is named", "Give only shares, or only files with train among them."));
            }
            else if (data.Path is not null || split.Stratify || split.Time is not null)
            {
                findings.Add(FederationErrors.UnsafeCombination.At(at, "the parts have files of their own, so that path, stratify and time have no meaning", "Remove them; group may stay, to check that no group is in two files."));
            }

            foreach (var path in new[] { files.Train, files.Validation, files.Test })
            {
                if (path is not null && PathVariables.Malformed(path) is { } part)
                {
                    findings.Add(FederationErrors.InvalidValue.At(at, $"'{SchemaText.Shortened(part)}' is not a variable", "Write a variable as ${NAME}, of letters, digits and underscores."));
                }
            }
        }
        else if (Math.Abs(split.Train + split.Validation + split.Test - 1) > ShareTolerance || split.Train == 0)
        {
            findings.Add(FederationErrors.InvalidValue.At(at, $"the shares are {split.Train}, {split.Validation} and {split.Test}", "Give shares that add up to 1, with some for training."));
        }

        foreach (var (key, name) in new[] { ("group", split.Group), ("time", split.Time) })
        {
            if (name is not null && data.Columns is null)
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{at}.{key}", $"{key} names a column, but no columns are declared", $"Remove {key}, or declare columns."));
            }
            else if (name is not null && data.Columns!.All(column => column.Name != name) && (!data.Header || data.Format == "npy"))
            {
                findings.Add(Unnamed($"{at}.{key}", name));
            }
        }

        if (split.Stratify && data.Target?.Classes is null && data.Columns?.FirstOrDefault(column => column.Name == data.Target?.Column) is { Kind: ColumnKind.Number })
        {
            findings.Add(FederationErrors.UnsafeCombination.At($"{at}.stratify", "the target is a number, which has no classes to stratify by", "Remove stratify."));
        }
    }

    private static Problem Unnamed(string at, string name) => FederationErrors.InvalidValue.At(at, $"no column has the name '{SchemaText.Shortened(name)}'", $"Add '- {SchemaText.Shortened(name)}: ignore' at its place among columns: without a header, the order tells which is which.");
}
