using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Federations;

public sealed class SpecFuzzTests
{
    private static readonly string[] Junk =
    [
        "null", "true", "false", "0", "-1", "1", "3", "1.5", "1e999", "-1e-999", "1e300", "99999999999999999999", "2147483648", "\"\"", "\"x\"", "\"relu\"", "\"linear\"", "\"10m\"", "\"${\"",
        "\"a\\u0000\"", "\"\\n\"", "[]", "[1]", "[null]", "[[[]]]", "{}", "{\"x\":1}", "{\"linear\":1}", "{\"conv2d\":{\"out\":65536,\"kernel\":4096}}", "{\"last\":1}", "[\"flatten\",{\"linear\":1048576}]",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_a_spec_holds_it_is_read_or_refused_with_problems(ulong seed)
    {
        SeededRandom random = new(seed);
        for (var i = 0; i < 1500; i++)
        {
            var root = JsonNode.Parse(random.NextInt(2) == 0 ? SpecSamples.Small : SpecSamples.Full)!;
            for (var edits = 1 + random.NextInt(3); edits > 0; edits--)
            {
                Mutate(root, random);
            }

            var json = root.ToJsonString();
            AssertReadOrRefused(json, SpecReader.Read(json));
        }
    }

    [Fact]
    public void Whatever_text_comes_it_is_read_or_refused_with_problems()
    {
        SeededRandom random = new(4);
        for (var i = 0; i < 1500; i++)
        {
            var text = SpecSamples.Full.ToCharArray();
            for (var edits = 1 + random.NextInt(4); edits > 0; edits--)
            {
                text[random.NextInt(text.Length)] = (char)(random.NextInt(20) == 0 ? random.NextInt(0x10000) : 32 + random.NextInt(95));
            }

            var json = new string(text, 0, random.NextInt(3) == 0 ? random.NextInt(text.Length) : text.Length);
            AssertReadOrRefused(json, SpecReader.Read(json));
        }
    }

    private static void AssertReadOrRefused(string json, SpecResult result)
    {
        Assert.True(result.Problems.Count > 0 == result.Spec is null && result.Spec is null == result.Document is null, json);
        Assert.All(result.Problems, problem =>
        {
            Assert.True(FederationErrors.Find(problem.Code) is not null, json);
            Assert.False(string.IsNullOrWhiteSpace(problem.Place), json);
            Assert.False(string.IsNullOrWhiteSpace(problem.Cause), json);
            Assert.False(string.IsNullOrWhiteSpace(problem.Remedy), json);
        });
        if (result.Document is { } document)
        {
            Assert.Equal(document, SpecReader.Read(document.Json).Document);
        }
    }

    private static void Mutate(JsonNode root, SeededRandom random)
    {
        List<JsonNode> holders = [.. Holders(root)];
        var junk = Junk[random.NextInt(Junk.Length)];
        switch (holders[random.NextInt(holders.Count)])
        {
            case JsonObject mapping:
                var key = mapping.Count == 0 ? "new" : mapping.ElementAt(random.NextInt(mapping.Count)).Key;
                switch (random.NextInt(4))
                {
                    case 0:
                        mapping.Remove(key);
                        break;
                    case 1:
                        var value = mapping[key]?.DeepClone();
                        mapping.Remove(key);
                        mapping[key.Insert(random.NextInt(key.Length + 1), "x.[]é\n"[random.NextInt(6)].ToString())] = value;
                        break;
                    default:
                        mapping[key] = JsonNode.Parse(junk);
                        break;
                }

                break;
            case JsonArray list when list.Count > 0 && random.NextInt(2) == 0:
                list.RemoveAt(random.NextInt(list.Count));
                break;
            case JsonArray list:
                list.Insert(random.NextInt(list.Count + 1), JsonNode.Parse(junk));
                break;
        }
    }

    private static IEnumerable<JsonNode> Holders(JsonNode node)
    {
        var inner = node switch
        {
            JsonObject mapping => mapping.Select(pair => pair.Value),
            JsonArray list => list,
            _ => null,
        };
        return inner is null ? [] : inner.Where(one => one is not null).SelectMany(one => Holders(one!)).Prepend(node);
    }
}
