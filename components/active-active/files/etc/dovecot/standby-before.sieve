# standby: a mail that comes twice, since the answer to its delivery was lost with a member, is stored once. By its Message-ID.
require ["duplicate"];
if duplicate :seconds 604800 {
    discard;
    stop;
}
