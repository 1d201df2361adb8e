using System.Globalization;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Takes the rows of one row group into a table.</summary>
internal sealed class ParquetRows(
    string path, TableLayout layout, TableWriter writer, ProblemList problems, List<ParquetColumn> inputs, ParquetColumn target, ParquetColumn? group, ParquetColumn? time)
{
    /// <summary>Takes a row.</summary>
    /// <param name="index">Its place in the row group.</param>
    /// <param name="row">Its number in the file, from 0.</param>
    public void Add(int index, long row)
    {
        float aim;
        var outcome = target.Texts is { } words ? words[index] is { } word ? layout.Target.Read(word, out aim) : Missing(out aim) : layout.Target.Read(target.Numbers![index], out aim);
        if (outcome == Reading.Missing)
        {
            writer.Drop("target missing");
            return;
        }

        var sound = outcome == Reading.Value;
        if (!sound)
        {
            Refuse(row, layout.TargetName!, layout.Target.Cause(outcome, target.Shown(index)));
        }

        var values = writer.Inputs;
        for (var i = 0; i < inputs.Count; i++)
        {
            var (column, reader) = (inputs[i], layout.Inputs[i]);
            if (column.FitsWhole)
            {
                values[i] = (float)column.Numbers![index];
                continue;
            }

            outcome = column.Texts is { } texts ? texts[index] is { } text ? reader.Read(text, out values[i]) : Missing(out values[i]) : reader.Read(column.Numbers![index], out values[i]);
            if (outcome == Reading.Missing)
            {
                writer.Miss(i);
            }
            else if (outcome != Reading.Value)
            {
                Refuse(row, reader.Column.Name, reader.Cause(outcome, column.Shown(index)));
                sound = false;
            }
        }

        var (of, when) = (0UL, 0.0);
        if (group is not null && !group.TryHash(index, out of))
        {
            Refuse(row, layout.Group!, "the row belongs to no group");
            sound = false;
        }

        if (time is not null && !time.TryTime(index, out when))
        {
            Refuse(row, layout.Time!, $"{time.Shown(index)} is neither a number nor a date");
            sound = false;
        }

        if (sound)
        {
            writer.Add(aim, of, when);
        }
    }

    private static Reading Missing(out float value)
    {
        value = float.NaN;
        return Reading.Missing;
    }

    private void Refuse(long row, string column, string cause) =>
        problems.Add(FederationErrors.ValueMalformed.At(string.Create(CultureInfo.InvariantCulture, $"{path}, row {row}, column {column}"), cause));
}
