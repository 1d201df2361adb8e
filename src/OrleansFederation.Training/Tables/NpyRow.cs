using System.Globalization;
using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Takes rows of numbers into a table.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="layout">What rows become.</param>
/// <param name="places">Where each declared column stands; null where the inputs have no names.</param>
/// <param name="writer">Where rows go.</param>
/// <param name="pixels">Whether the numbers are pixels of 0 to 255.</param>
internal sealed class NpyRow(string path, TableLayout layout, Dictionary<string, int>? places, TableWriter writer, bool pixels)
{
    private readonly int[]? _inputs = places is null ? null : [.. layout.Inputs.Select(input => places[input.Column.Name])];
    private readonly int _target = layout.TargetName is { } target && places is not null ? places[target] : -1;
    private readonly int _group = layout.Group is { } group && places is not null ? places[group] : -1;
    private readonly int _time = layout.Time is { } time && places is not null ? places[time] : -1;

    /// <summary>What was wrong.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>Takes a row.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="given">Its target, where that is no column.</param>
    public void Add(int row, ReadOnlySpan<double> numbers, double? given)
    {
        var target = given ?? numbers[_target];
        var outcome = layout.Target.Read(target, out var aim);
        if (outcome == Reading.Missing)
        {
            writer.Drop("target missing");
            return;
        }

        var sound = outcome == Reading.Value;
        if (!sound)
        {
            Refuse(row, layout.TargetName ?? "target", layout.Target.Cause(outcome, Shown(target)));
        }

        var values = writer.Inputs;
        for (var i = 0; i < values.Length; i++)
        {
            var number = numbers[_inputs?[i] ?? i];
            outcome = _inputs is not null ? layout.Inputs[i].Read(number, out values[i]) : ReadBare(number, out values[i]);
            if (outcome == Reading.Missing)
            {
                writer.Miss(i);
            }
            else if (outcome != Reading.Value)
            {
                Refuse(row, _inputs is null ? string.Create(CultureInfo.InvariantCulture, $"{i}") : layout.Inputs[i].Column.Name, _inputs is null ? $"{Shown(number)} is not a finite number of 32 bits" : layout.Inputs[i].Cause(outcome, Shown(number)));
                sound = false;
            }
        }

        var (group, time) = (_group < 0 ? 0 : numbers[_group], _time < 0 ? 0 : numbers[_time]);
        if (!double.IsFinite(group) || !double.IsFinite(time))
        {
            Refuse(row, double.IsFinite(group) ? layout.Time! : layout.Group!, "the row has no group or time");
            sound = false;
        }

        if (sound)
        {
            writer.Add(aim, BitConverter.DoubleToUInt64Bits(group + 0.0), time);
        }
    }

    private Reading ReadBare(double number, out float value)
    {
        value = (float)(pixels ? number / 255 : number);
        return float.IsFinite(value) ? Reading.Value : double.IsNaN(number) ? Reading.Missing : Reading.NotFinite;
    }

    private void Refuse(int row, string column, string cause) =>
        Problems.Add(FederationErrors.ValueMalformed.At(string.Create(CultureInfo.InvariantCulture, $"{path}, row {row}, column {column}"), cause));

    private static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
