using System.Text;

namespace OrleansFederation.Tables;

/// <summary>CSV one character at a time: slow, and plain enough to be believed.</summary>
internal static class SlowCsv
{
    /// <summary>Reads all records; empty lines are none.</summary>
    public static List<List<string>> Read(string text, char delimiter)
    {
        text = text.TrimStart('\uFEFF');
        List<List<string>> records = [];
        List<string> record = [];
        StringBuilder field = new();
        var (quoted, wasQuoted, begun) = (false, false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted)
            {
                if (letter != '"')
                {
                    field.Append(letter);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == '"' && field.Length == 0 && !wasQuoted)
            {
                (quoted, wasQuoted, begun) = (true, true, true);
            }
            else if (letter == delimiter)
            {
                record.Add(field.ToString());
                field.Clear();
                (wasQuoted, begun) = (false, true);
            }
            else if (letter is '\r' or '\n')
            {
                if (letter == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                {
                    i++;
                }

                End();
            }
            else
            {
                field.Append(letter);
                begun = true;
            }
        }

        End();
        return records;

        void End()
        {
            if (begun)
            {
                record.Add(field.ToString());
                records.Add(record);
            }

            record = [];
            field.Clear();
            (wasQuoted, begun) = (false, false);
        }
    }
}
