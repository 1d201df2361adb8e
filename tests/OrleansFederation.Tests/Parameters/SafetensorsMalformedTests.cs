using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Parameters;

public sealed class SafetensorsMalformedTests
{
    private const string Good = """{"__metadata__":{"by":"test"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]},"c":{"dtype":"F16","shape":[0],"data_offsets":[9,9]}}""";

    private static readonly byte[] GoodFile = RawFile.Make(Good, new byte[9]);

    /// <summary>A piece of the good header, what it is replaced with, and a word of the cause.</summary>
    public static TheoryData<string, string, string> BadHeaders => new()
    {
        { "[0,8]", "[0,9]", "does not take" },
        { "[0,8]", "[8,0]", "do not lie" },
        { "[0,8]", "[-8,0]", "whole numbers" },
        { "[0,8]", "[0.5,8.5]", "whole numbers" },
        { "[0,8]", "[0,99999999999999999999]", "whole numbers" },
        { "[0,8]", "[0,8,8]", "two data_offsets" },
        { "[0,8]", "\"0,8\"", "two data_offsets" },
        { "[0,8]", "[1,9]", "belong to no tensor" },
        { "[8,9]", "[7,8]", "overlaps" },
        { "[8,9]", "[9,10]", "do not lie" },
        { "\"shape\":[2,1]", "\"shape\":[2,2]", "does not take" },
        { "\"shape\":[2,1]", "\"shape\":[4294967296,4294967296,4294967296]", "does not take" },
        { "\"shape\":[2,1]", "\"shape\":[9223372036854775807,2,0]", "does not take" },
        { "\"shape\":[2,1]", "\"shape\":[2,-1]", "whole numbers" },
        { "\"shape\":[2,1]", "\"shape\":{}", "whole numbers" },
        { "\"shape\":[2,1],", "", "must give dtype" },
        { "\"F32\"", "\"F33\"", "dtype 'F33'" },
        { "\"F32\"", "32", "'dtype'" },
        { "\"F32\"", "\"F64\"", "does not take" },
        { "\"dtype\":\"F32\"", "\"dtype\":\"F32\",\"extra\":1", "'extra'" },
        { "\"b\":", "\"a\":", "uplicate" },
        { "\"b\":", "\"\\u0061\":", "uplicate" },
        { "\"b\":", "\"\\ud800\":", "JSON" },
        { "{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]}", "7", "not an object" },
        { "{\"by\":\"test\"}", "{\"by\":1}", "__metadata__" },
        { "{\"by\":\"test\"}", "[]", "__metadata__" },
        { "]}}", "]}", "JSON" },
        { "]}}", "]}}}", "JSON" },
        { "{\"__metadata__\"", " {\"__metadata__\"", "JSON object" },
        { ",\"b\":", ",,\"b\":", "JSON" },
        { "\"c\":{\"dtype\":\"F16\",\"shape\":[0],", "\"c\":{\"dtype\":\"F16\",\"shape\":[[[[[[[[[0]]]]]]]]],", "JSON" },
    };

    [Fact]
    public void The_good_file_is_good() =>
        Assert.Equal(["a", "b", "c"], Safetensors.Read(GoodFile, "good").Tensors.Keys.Order());

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_wrong_header_is_refused_with_its_cause(string piece, string replacement, string cause)
    {
        Assert.Contains(piece, Good, StringComparison.Ordinal);

        AssertRefused(RawFile.Make(Good.Replace(piece, replacement, StringComparison.Ordinal), new byte[9]), cause);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(100_000_001ul)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1_000ul)]
    public void A_wrong_header_length_is_refused(ulong length) =>
        AssertRefused(RawFile.Make(Good, new byte[9], length), "header");

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        var header = Encoding.UTF8.GetBytes(Good);
        header[Good.IndexOf("test", StringComparison.Ordinal)] = 0xFF;

        AssertRefused(RawFile.Make(header, new byte[9]), "UTF-8");
    }

    [Fact]
    public void Bytes_after_the_last_tensor_are_refused() =>
        AssertRefused([.. GoodFile, 0], "take 9");

    [Fact]
    public void A_file_cut_short_at_any_byte_is_refused()
    {
        for (var length = 0; length < GoodFile.Length; length++)
        {
            AssertRefused(GoodFile[..length], "");
        }
    }

    [Fact]
    public void A_view_of_a_file_cut_short_at_any_byte_is_refused()
    {
        var layout = new ParameterLayout([new("a", [2, 1], 0, ParameterKind.Trainable)]);
        var file = Safetensors.Write(layout, [1, 2]);
        for (var length = 0; length < file.Length; length++)
        {
            var cut = file[..length];

            Assert.Equal("FED1030", Assert.Throws<FederationException>(() => Safetensors.ViewMemory(layout, cut, "cut")).Code);
        }
    }

    [Fact]
    public void Damaged_files_are_read_or_refused_and_nothing_else_happens()
    {
        var random = new SeededRandom(99);
        var layout = new ParameterLayout([new("a", [2, 1], 0, ParameterKind.Trainable)]);
        for (var i = 0; i < 20_000; i++)
        {
            var file = Damage(random);
            try
            {
                Safetensors.Read(file, "damaged").ReadInto(layout, new float[2]);
            }
            catch (FederationException refused)
            {
                Assert.Equal(FederationErrors.SafetensorsMalformed.Code, refused.Code);
            }
        }
    }

    /// <summary>A good file with a few bytes changed, doubled, taken out, or replaced by another byte of the header.</summary>
    private static byte[] Damage(SeededRandom random)
    {
        List<byte> file = [.. GoodFile];
        for (var changes = 1 + random.NextInt(4); changes > 0 && file.Count > 0; changes--)
        {
            var at = random.NextInt(file.Count);
            switch (random.NextInt(4))
            {
                case 0:
                    file[at] = (byte)random.NextInt(256);
                    break;
                case 1:
                    file.RemoveRange(at, Math.Min(1 + random.NextInt(4), file.Count - at));
                    break;
                case 2:
                    file.Insert(at, file[at]);
                    break;
                default:
                    // Digits, brackets and quotes reach deeper than arbitrary bytes.
                    file[at] = GoodFile[8 + random.NextInt(Good.Length)];
                    break;
            }
        }

        return [.. file];
    }

    private static void AssertRefused(byte[] file, string cause)
    {
        var refused = Assert.Throws<FederationException>(() => Safetensors.Read(file, "bad.safetensors"));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal(FederationErrors.SafetensorsMalformed.Code, problem.Code);
        Assert.StartsWith("bad.safetensors", problem.Place, StringComparison.Ordinal);
        Assert.Contains(cause, problem.Cause, StringComparison.Ordinal);
    }
}
