"""Where another one leads: does this member's Patroni leave it the lead? Asks the real etcd, about a cluster of its own."""
import importlib.machinery
import importlib.util

from patroni.config import Config
from patroni.dcs import get_dcs

loader = importlib.machinery.SourceFileLoader('start', '/usr/local/lib/standby/patroni/start')
loader.exec_module(importlib.util.module_from_spec(importlib.util.spec_from_loader('start', loader)))
config = Config('/etc/standby/patroni.yml').copy()
config.update({'scope': 'drill', 'patronictl': True})
dcs = get_dcs(config)


def told(what):
    kept = dcs._client.range(dcs.leader_path)['kvs'][0]['value']
    print(what, 'we lead' if dcs._update_leader() else 'we do not', dcs._client.range(dcs.leader_path)['kvs'][0]['value'] == kept)


try:
    dcs._client.put(dcs.leader_path, 'other')
    told('another one leads:')
    dcs._client.deleteprefix(dcs.client_path(''))
    dcs._update_leader()
    told('we led:')
    dcs._lease = None
    told('we led, by a lease that has run out:')
finally:
    dcs._client.deleteprefix(dcs.client_path(''))
