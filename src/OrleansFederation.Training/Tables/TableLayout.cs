using System.Text;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Tables;

/// <summary>
/// What a row of a table becomes: a float32 for each input in the order of the columns, the target, and where the split asks for them
/// the hash of the group and the time. Little-endian, without gaps.
/// </summary>
internal sealed class TableLayout
{
    // A change of what is kept, or of how it is read, needs another number: tables that were kept are then read anew.
    private const int Version = 1;

    private readonly string _digest;

    /// <summary>Makes the layout of a declared table.</summary>
    /// <param name="data">The table's declaration.</param>
    public TableLayout(DataSpec data)
    {
        Encoding = data.Encoding == "latin1" ? Encoding.Latin1 : Encoding.UTF8;
        Inputs = [.. TableColumns.Inputs(data).Select(column => new ColumnReader(column, data.Missing, Encoding))];
        TargetName = data.Target?.Column;
        Target = new(data.Target ?? new(), data.Columns?.FirstOrDefault(column => column.Name == TargetName), data.Missing, Encoding);
        (Group, Time) = (data.Split?.Group, data.Split?.Time);
        Declared = [.. (data.Columns ?? []).Select(column => column.Name).Concat(new[] { TargetName, Group, Time }.OfType<string>()).Distinct(StringComparer.Ordinal)];
        _digest = Describe(data);
    }

    /// <summary>The encoding of text.</summary>
    public Encoding Encoding { get; }

    /// <summary>The readers of the inputs, in order.</summary>
    public ColumnReader[] Inputs { get; }

    /// <summary>The reader of the target.</summary>
    public TargetReader Target { get; }

    /// <summary>The target's column; null where the format has targets of its own.</summary>
    public string? TargetName { get; }

    /// <summary>The column of the group; null for none.</summary>
    public string? Group { get; }

    /// <summary>The column of the time; null for none.</summary>
    public string? Time { get; }

    /// <summary>Every column that is declared or named, in the order of the declaration.</summary>
    public IReadOnlyList<string> Declared { get; }

    /// <summary>What tells the binary form of a file from that of another file or another declaration.</summary>
    /// <param name="identity">The file: its path, size and time.</param>
    public string Key(string identity) => CanonicalJson.Digest(Encoding.UTF8.GetBytes($"{Version}\n{identity}\n{_digest}"));

    /// <summary>Refuses a file whose columns are not the declared ones, with both lists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">The columns that it has.</param>
    /// <returns>For each name its place in the file.</returns>
    /// <exception cref="FederationException">FED1025.</exception>
    public Dictionary<string, int> Match(string path, IReadOnlyList<string> found)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (var (place, name) in found.Index())
        {
            if (!places.TryAdd(name, place))
            {
                throw FederationErrors.ColumnsDiffer.Exception(path, $"two columns of the file have the name '{name}'", "Give each column a name of its own.");
            }
        }

        var (absent, extra) = (Declared.Except(found, StringComparer.Ordinal).ToList(), found.Except(Declared, StringComparer.Ordinal).ToList());
        return absent.Count + extra.Count == 0 ? places : throw FederationErrors.ColumnsDiffer.Exception(path,
            $"{(absent.Count > 0 ? $"the file lacks {Shown(absent)}; " : "")}{(extra.Count > 0 ? $"the spec does not declare {Shown(extra)}; " : "")}the file has {Shown(found)}, the spec declares {Shown(Declared)}",
            extra.Count > 0 ? $"Correct the file's header, or add to columns: {string.Join(", ", extra.Take(5).Select(name => $"- {name}: ignore"))}." : null);
    }

    private static string Shown(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(40)) + (names.Count > 40 ? $" and {names.Count - 40} more" : "");

    // The shares of a split do not belong to it: they only choose among the rows.
    private static string Describe(DataSpec data) =>
        CanonicalJson.DataDigest(data with { Path = null, Normalize = null, Split = new() { Group = data.Split?.Group, Time = data.Split?.Time } });
}
