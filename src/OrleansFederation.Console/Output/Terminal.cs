using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Output;

/// <summary>Where a command writes: its data to standard output in the form asked for, words to people to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>The width of an output that is no terminal: nothing is cut or wrapped for a program.</summary>
    private const int Unbounded = 10_000;

    private readonly ConsoleHost _host;

    public Terminal(ConsoleHost host, OutputMode mode, ColorMode color)
    {
        _host = host;
        Mode = mode;
        Out = Create(host, host.Out, host.OutIsTerminal, color);
        Error = Create(host, host.Error, host.ErrorIsTerminal, color);
        IsLive = mode is OutputMode.Text && host.ErrorIsTerminal && !host.IsSet("CI") && host.Variable("TERM") != "dumb";
    }

    /// <summary>The form in which data is written.</summary>
    public OutputMode Mode { get; }

    /// <summary>Standard output, for text.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Whether something may be drawn and redrawn on standard error.</summary>
    public bool IsLive { get; }

    /// <summary>Gives one document: as text, or as JSON on one line.</summary>
    public void Show(Func<IRenderable> text, Func<JsonObject> json)
    {
        switch (Mode)
        {
            case OutputMode.Text:
                Out.Write(text());
                break;
            case OutputMode.Json or OutputMode.Jsonl:
                WriteLine(JsonForm.Document(json()));
                break;
        }
    }

    /// <summary>Gives a list: as text, as one JSON document, or as one JSON line an item.</summary>
    /// <param name="name">The member of the document that holds the list.</param>
    /// <param name="items">The items.</param>
    /// <param name="text">Draws them.</param>
    /// <param name="empty">What to say, with the command to run next, where there are none.</param>
    public void List<T>(string name, IReadOnlyList<T> items, Func<IRenderable> text, string empty)
    {
        switch (Mode)
        {
            case OutputMode.Text when items.Count == 0:
                Say(empty);
                break;
            case OutputMode.Text:
                Out.Write(text());
                break;
            case OutputMode.Json:
                WriteLine(JsonForm.Document(new JsonObject { [name] = new JsonArray([.. items.Select(item => (JsonNode)JsonForm.Of(item))]) }));
                break;
            case OutputMode.Jsonl:
                foreach (var item in items)
                {
                    WriteLine(JsonForm.Document(JsonForm.Of(item)));
                }

                break;
        }
    }

    /// <summary>Writes one JSON document, for what has no text form.</summary>
    public void Write(JsonObject document) => WriteLine(JsonForm.Document(document));

    /// <summary>Writes one event or document on a line of its own, at once, where the form is JSON lines.</summary>
    public void Stream(JsonObject item)
    {
        if (Mode is OutputMode.Jsonl)
        {
            WriteLine(JsonForm.Document(item));
        }
    }

    /// <summary>Says something to people, on standard error; silent unless the form is text.</summary>
    public void Say(string text)
    {
        if (Mode is OutputMode.Text)
        {
            Error.Write(Block.Of(Line.Of(text)));
        }
    }

    /// <summary>Says lines to people, on standard error; silent unless the form is text.</summary>
    public void Say(IRenderable text)
    {
        if (Mode is OutputMode.Text)
        {
            Error.Write(text);
        }
    }

    private void WriteLine(JsonNode node)
    {
        _host.Out.Write(JsonForm.Text(node));
        _host.Out.Write('\n');
        _host.Out.Flush();
    }

    private static IAnsiConsole Create(ConsoleHost host, TextWriter writer, bool isTerminal, ColorMode color)
    {
        var colored = color switch
        {
            ColorMode.Always => true,
            ColorMode.Never => false,
            _ => isTerminal && !host.IsSet("NO_COLOR") && !host.IsSet("CI") && host.Variable("TERM") != "dumb",
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colored || (isTerminal && host.Variable("TERM") != "dumb") ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Width = isTerminal ? host.Width : Unbounded;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
