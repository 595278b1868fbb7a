# standby: a mail that comes twice, since the answer to its delivery was lost with a member, is stored once. By its Message-ID and its
# Date together: programs that send each mail under the same Message-ID do so at another time.
require ["duplicate", "variables"];
if header :matches "Message-ID" "?*" {
    set "id" "${0}";
    if header :matches "Date" "?*" {
        if duplicate :seconds 604800 :uniqueid "${id} ${0}" {
            discard;
            stop;
        }
    }
}
