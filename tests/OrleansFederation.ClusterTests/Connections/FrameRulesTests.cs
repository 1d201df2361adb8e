using System.Buffers;

namespace OrleansFederation.Connections;

/// <summary>What a message may look like.</summary>
public sealed class FrameRulesTests
{
    private const uint Context = 0x10;

    private static readonly GrainId Alice = WireFormat.ClientId("alice");
    private static readonly byte[] Body = [0x20, 0xE0];

    [Fact]
    public void A_message_of_a_client_and_of_its_observer_is_good()
    {
        Assert.Null(Check(WireFormat.Header(Alice), Body));
        Assert.Null(Check(WireFormat.Header(WireFormat.ClientId("alice+observer")), Body));
    }

    [Theory]
    [InlineData("alicia")]
    [InlineData("alic")]
    [InlineData("bob")]
    public void A_message_of_another_client_is_refused(string name) =>
        Assert.Equal("a message in the name of somebody else", Check(WireFormat.Header(WireFormat.ClientId(name)), Body));

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "a message body that is malformed, or nested too deep")]
    [InlineData(1_000_000, "a message body that is malformed, or nested too deep")]
    public void A_body_is_nested_so_deep_and_no_deeper(int depth, string? refusal) =>
        Assert.Equal(refusal, Check(WireFormat.Header(Alice), WireFormat.Nested(depth)));

    [Fact]
    public void A_body_that_claims_far_more_than_it_holds_is_refused() =>
        Assert.Equal("a message body that claims more than it holds", Check(WireFormat.Header(Alice), WireFormat.Claiming(1_000, 1_000)));

    [Fact]
    public void A_body_whose_lists_claim_what_they_hold_is_good() =>
        Assert.Null(Check(WireFormat.Header(Alice), WireFormat.Claiming(1, 100_000)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_body_that_is_cut_or_goes_on_is_refused(int beyond) =>
        Assert.NotNull(Check(WireFormat.Header(Alice), beyond == 0 ? Body[..1] : [.. Body, 0]));

    [Fact]
    public void Every_cut_of_a_header_is_refused()
    {
        var header = WireFormat.Header(Alice, Context, [.. WireFormat.Varint(1), .. WireFormat.Varint(2), (byte)'x', 0x00, 3]);

        Assert.Null(Check(header, Body));
        Assert.All(Enumerable.Range(0, header.Length), length => Assert.NotNull(Check(header[..length], Body)));
    }

    [Fact]
    public void A_name_of_a_type_that_is_too_long_is_refused()
    {
        Assert.Null(Check(WireFormat.Header(Alice), Typed(1_024)));
        Assert.NotNull(Check(WireFormat.Header(Alice), Typed(1_025)));
        static byte[] Typed(int length) => [0x30, 1, 0, 0, 0, 0, .. WireFormat.Varint((uint)length), .. new byte[length], 0xE0];
    }

    [Fact]
    public void What_is_split_over_segments_reads_as_what_is_not()
    {
        var (header, body) = (WireFormat.Header(Alice), WireFormat.Claiming(3, 300));

        Assert.Null(Rules.Check(Split(header), Split(body), ClientKey.Of(Alice)));
        Assert.NotNull(Rules.Check(Split(header), Split(body[..^1]), ClientKey.Of(Alice)));
    }

    private static FrameRules Rules => new(64 << 10, 8 << 20, 64, Strict: true);

    private static string? Check(byte[] header, byte[] body) => Rules.Check(new(header), new(body), ClientKey.Of(Alice));

    private static ReadOnlySequence<byte> Split(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1), null);
        var last = bytes.Skip(1).Aggregate(first, (before, next) => new Segment(new[] { next }, before));
        return new(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
