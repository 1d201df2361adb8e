namespace OrleansFederation.Output;

/// <summary>Breaks text into lines.</summary>
internal static class Paragraph
{
    /// <summary>The widest lines that are pleasant to read.</summary>
    public const int ReadingWidth = 80;

    /// <summary>Breaks a text between words; line breaks in it stay, and a word longer than the width has a line of its own.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line;
                    line = "";
                }

                line = line.Length == 0 ? word : $"{line} {word}";
            }

            yield return line;
        }
    }
}
