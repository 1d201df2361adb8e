using System.Text.Json;
using OrleansFederation.Data;

namespace OrleansFederation.Federations;

/// <summary>Writes the data section of a canonical spec. What came after the first formats is written only where it is not the default, so that older specs keep their digests.</summary>
internal static class CanonicalData
{
    /// <summary>Writes a section.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="data">The section; null is written as such.</param>
    public static void Write(Utf8JsonWriter json, DataSpec? data)
    {
        if (data is null)
        {
            json.WriteNull("data");
            return;
        }

        json.WriteStartObject("data");
        json.WriteString("format", data.Format);
        json.WriteString("path", data.Path);
        if (data.Normalize is { } normalize)
        {
            json.WriteStartObject("normalize");
            json.WriteNumber("mean", normalize.Mean);
            json.WriteNumber("std", normalize.Std);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("normalize");
        }

        CanonicalJson.WriteOptional(json, "train", data.Train);
        CanonicalJson.WriteOptional(json, "test", data.Test);
        WriteText(json, data);
        if (data.Columns is { } columns)
        {
            json.WriteStartArray("columns");
            foreach (var column in columns)
            {
                WriteColumn(json, column);
            }

            json.WriteEndArray();
        }

        CanonicalPlugin.Write(json, data.Plugin);
        WriteTarget(json, data.Target);
        WriteSplit(json, data.Split);
        if (data.Image is { } image)
        {
            json.WriteStartObject("image");
            json.WriteNumber("channels", image.Channels);
            json.WriteNumber("height", image.Height);
            json.WriteNumber("width", image.Width);
            json.WriteBoolean("resize", image.Resize);
            json.WriteEndObject();
        }

        if (data.Arrays is { } arrays)
        {
            json.WriteStartObject("arrays");
            json.WriteString("x", arrays.X);
            json.WriteString("y", arrays.Y);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes what tells how a table is read: all that its contents follow from, and nothing else.</summary>
    /// <param name="json">Where to; inside an object.</param>
    /// <param name="column">The column.</param>
    public static void WriteColumn(Utf8JsonWriter json, ColumnSpec column)
    {
        json.WriteStartObject();
        if (column.Kind == ColumnKind.Ignore)
        {
            json.WriteString(column.Name, "ignore");
        }
        else if (column.Kind == ColumnKind.Category)
        {
            json.WriteStartObject(column.Name);
            if (column.Missing.Count == 0)
            {
                WriteWords(json, "category", column.Categories!);
            }
            else
            {
                json.WriteStartObject("category");
                WriteWords(json, "values", column.Categories!);
                WriteWords(json, "missing", column.Missing);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
        else if (column is { Missing.Count: 0, Unit: null, Minimum: null, Maximum: null })
        {
            json.WriteString(column.Name, "number");
        }
        else
        {
            WriteNumber(json, column);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ColumnSpec column)
    {
        json.WriteStartObject(column.Name);
        json.WriteStartObject("number");
        if (column.Missing.Count > 0)
        {
            WriteWords(json, "missing", column.Missing);
        }

        if (column.Unit is { } unit)
        {
            json.WriteString("unit", unit);
        }

        if (column.Minimum is { } minimum)
        {
            json.WriteNumber("minimum", minimum);
        }

        if (column.Maximum is { } maximum)
        {
            json.WriteNumber("maximum", maximum);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, DataSpec data)
    {
        if (!data.Header)
        {
            json.WriteBoolean("header", false);
        }

        if (data.Delimiter != ",")
        {
            json.WriteString("delimiter", data.Delimiter);
        }

        if (data.Encoding != "utf-8")
        {
            json.WriteString("encoding", data.Encoding);
        }

        if (!data.Missing.SequenceEqual(DataSpec.UsualMissing, StringComparer.Ordinal))
        {
            WriteWords(json, "missing", data.Missing);
        }
    }

    private static void WriteTarget(Utf8JsonWriter json, TargetSpec? target)
    {
        if (target is { Classes: null, Column: { } column })
        {
            json.WriteString("target", column);
        }
        else if (target is not null)
        {
            json.WriteStartObject("target");
            if (target.Column is { } named)
            {
                json.WriteString("column", named);
            }

            if (target.Classes is { } classes)
            {
                json.WriteStartObject("classes");
                foreach (var entry in classes)
                {
                    json.WriteNumber(entry.Value, entry.Class);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }

    private static void WriteSplit(Utf8JsonWriter json, SplitSpec? split)
    {
        if (split is null)
        {
            return;
        }

        json.WriteStartObject("split");
        if (split.Files is { } files)
        {
            json.WriteString("train", files.Train);
            if (files.Validation is not null)
            {
                json.WriteString("validation", files.Validation);
            }

            if (files.Test is not null)
            {
                json.WriteString("test", files.Test);
            }
        }
        else
        {
            json.WriteNumber("train", split.Train);
            json.WriteNumber("validation", split.Validation);
            json.WriteNumber("test", split.Test);
        }

        json.WriteBoolean("stratify", split.Stratify);
        json.WriteString("group", split.Group);
        json.WriteString("time", split.Time);
        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string key, IReadOnlyList<string> words)
    {
        json.WriteStartArray(key);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
