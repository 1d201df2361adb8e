using System.Text;
using OrleansFederation.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OrleansFederation.Specs;

/// <summary>Reads one YAML document into nodes. An alias is the node of its anchor, so that a bomb of aliases stays small here; whoever walks the nodes bounds their number.</summary>
internal sealed class YamlText
{
    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, DocumentNode> _anchors = [];

    private YamlText(string text, string file)
    {
        _file = file;
        _parser = new(new StringReader(text));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <exception cref="FederationException">FED1007 with line and column.</exception>
    public static DocumentNode Read(string text, string file)
    {
        try
        {
            return new YamlText(text, file).ReadDocument();
        }
        catch (YamlException fault)
        {
            throw SpecFault.Syntax(file, At(fault.Start), fault.Message);
        }
    }

    private DocumentNode ReadDocument()
    {
        Next<StreamStart>();
        if (Next() is not DocumentStart)
        {
            throw SpecFault.Syntax(_file, new(1, 1), "the file is empty", "Write a spec; `fed spec schema` describes one.");
        }

        var root = ReadNode(Next(), 1);
        Next<DocumentEnd>();
        return Next() is { } end and not StreamEnd
            ? throw SpecFault.Syntax(_file, At(end.Start), "a second document begins here", "Write one federation a file.")
            : root;
    }

    private DocumentNode ReadNode(ParsingEvent start, int depth)
    {
        var at = At(start.Start);
        if (depth > SpecFault.MaximumDepth)
        {
            throw SpecFault.TooDeep(_file, at);
        }

        if (start is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target
                : throw SpecFault.Syntax(_file, at, $"the alias *{alias.Value} has no anchor before it");
        }

        var node = start switch
        {
            Scalar scalar => ReadScalar(scalar, at),
            SequenceStart => ReadList(at, depth),
            MappingStart => ReadMapping(at, depth),
            _ => throw SpecFault.Syntax(_file, at, "a value is missing here"),
        };

        // An anchor is known once its node is complete: nothing can hold itself.
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = node;
        }

        return node;
    }

    private ListNode ReadList(SpecPosition at, int depth)
    {
        List<DocumentNode> items = [];
        for (var next = Next(); next is not SequenceEnd; next = Next())
        {
            items.Add(ReadNode(next, depth + 1));
        }

        return new(at, items);
    }

    private MappingNode ReadMapping(SpecPosition at, int depth)
    {
        List<(string, SpecPosition, DocumentNode)> members = [];
        Dictionary<string, SpecPosition> seen = new(StringComparer.Ordinal);
        for (var next = Next(); next is not MappingEnd; next = Next())
        {
            var place = At(next.Start);
            if (next is not Scalar key)
            {
                throw SpecFault.Syntax(_file, place, "a key must be text", "Write a word before the colon.");
            }

            var name = Whole(key.Value, place);
            if (!seen.TryAdd(name, place))
            {
                throw SpecFault.Duplicate(_file, place, name, seen[name]);
            }

            members.Add((name, place, ReadNode(Next(), depth + 1)));
        }

        return new(at, members);
    }

    private DocumentNode ReadScalar(Scalar scalar, SpecPosition at)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag is not ("" or "!" or CoreTag + "str" or CoreTag + "int" or CoreTag + "float" or CoreTag + "bool" or CoreTag + "null"))
        {
            throw SpecFault.Syntax(_file, at, $"the tag {tag} is not known", "Remove the tag.");
        }

        var text = tag is "!" or CoreTag + "str" || tag.Length == 0 && scalar.Style != ScalarStyle.Plain;
        return !text && YamlScalars.Resolve(scalar.Value) is { } json ? new LiteralNode(at, json) : new TextNode(at, Whole(scalar.Value, at));
    }

    // An escape such as \ud800 can put half a pair into a string, which no UTF-8 can hold.
    private string Whole(string text, SpecPosition at)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                throw SpecFault.Syntax(_file, at, "the text holds half a surrogate pair", "Write the character itself.");
            }

            rest = rest[length..];
        }

        return text;
    }

    private ParsingEvent Next()
    {
        var before = _parser.Current is { } last ? At(last.End) : new(1, 1);
        try
        {
            do
            {
                if (!_parser.MoveNext())
                {
                    throw SpecFault.Syntax(_file, before, "the document ends too early");
                }
            }
            while (_parser.Current is Comment);
            return _parser.Current!;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner ends so on some texts that are no YAML; what it says of them is of no use.
            throw SpecFault.Syntax(_file, before, "what follows is not well-formed YAML");
        }
    }

    private void Next<TEvent>()
        where TEvent : ParsingEvent
    {
        if (Next() is var next and not TEvent)
        {
            throw SpecFault.Syntax(_file, At(next.Start), "something else was expected here");
        }
    }

    private static SpecPosition At(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
